import { setTimeout as delay } from "node:timers/promises";
import {
  type ActionOutcome,
  type ActiveFault,
  actionOutcomeSchema,
  activeFaultSchema,
  apiErrorSchema,
  type Deployment,
  type Disturbances,
  disturbancesSchema,
  type FaultInput,
  type LabSnapshot,
  type LabStacks,
  type LogLine,
  labSnapshotSchema,
  labStacksSchema,
  logLineSchema,
  type SwitchRequest,
} from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";

/**
 * The control API of a running lab, typed. Every call rejects with a {@link UserMistake} that has the lab's
 * own message when the lab refuses.
 */
export interface LabControl {
  readonly consoleUrl: string;
  stacks(): Promise<LabStacks>;
  /** @param stack by default the only one */
  snapshot(stack?: string): Promise<LabSnapshot>;
  /**
   * Changes the build as `pulumi config set build` and `pulumi up` would. Resolves when the new instances
   * serve and the old ones drain. Rejects with the reason when the release never becomes healthy; the old one
   * still serves then.
   *
   * @param options.signal ends the waiting, not the change
   */
  switchBuild(request: SwitchRequest, options?: SwitchOptions): Promise<Deployment>;
  /**
   * Undoes the switch in progress. Resolves when it is undone.
   *
   * @param stack by default the only one
   * @throws UserMistake if there is no switch, or if its release served before it could be undone
   */
  cancelSwitch(stack?: string): Promise<Deployment>;
  /**
   * Does something to the lab: an action of disturbances/kinds by its name, with its parameters. Resolves
   * when it has taken effect.
   *
   * @param stack by default the only one
   */
  perform(action: string, parameters?: object, stack?: string): Promise<ActionOutcome>;
  /** The disturbances that are active until they are undone. */
  disturbances(): Promise<Disturbances>;
  /**
   * The lines that the servers wrote after this one; with 0, all lines that the lab keeps. @param instance
   * only the lines of this instance
   */
  logs(after: number, instance?: string): Promise<LogLine[]>;
  setParameter(value: string): Promise<void>;
  /** The lab's own page refresh; 0 turns it off. */
  setTraffic(requestsPerSecond: number): Promise<void>;
  faults(): Promise<ActiveFault[]>;
  addFaults(faults: FaultInput[]): Promise<ActiveFault[]>;
  /** Removes the faults with these ids, or all. */
  clearFaults(ids?: string[]): Promise<void>;
  /** Ends the lab. Resolves when the lab has accepted. */
  down(): Promise<void>;
}

export interface SwitchOptions {
  onProgress?: (deployment: Deployment) => void;
  signal?: AbortSignal;
  /** By default the only one. */
  stack?: string | undefined;
}

/**
 * @param consoleUrl the lab's console address, such as `http://127.0.0.1:8081`
 * @param token from the lab's state file; needed for artifacts and for `down`
 */
export function createLabControl(consoleUrl: string, token?: string): LabControl {
  const call = (method: string, path: string, body?: unknown) =>
    request(consoleUrl, token, method, path, body);
  const post = async (path: string, body: unknown = {}) => void (await call("POST", path, body));
  const snapshot = async (stack?: string) =>
    labSnapshotSchema.parse(await call("GET", `/api/lab${of(stack)}`));
  const perform: LabControl["perform"] = async (action, parameters = {}, stack) =>
    actionOutcomeSchema.parse(
      await call("POST", `/api/disturbances/${encodeURIComponent(action)}${of(stack)}`, parameters),
    );
  return {
    consoleUrl,
    stacks: async () => labStacksSchema.parse(await call("GET", "/api/stacks")),
    snapshot,
    async switchBuild(switchRequest, { onProgress, signal, stack } = {}) {
      await post(`/api/switch${of(stack)}`, switchRequest);
      const deployment = await deploymentEnd(snapshot, onProgress, signal);
      if (deployment.state === "failed" || deployment.state === "cancelled") {
        throw new UserMistake(deployment.message);
      }
      return deployment;
    },
    async cancelSwitch(stack) {
      await post(`/api/switch/cancel${of(stack)}`);
      const deployment = await deploymentEnd(snapshot);
      if (deployment.state !== "cancelled") {
        throw new UserMistake(`It was too late to cancel the switch. ${deployment.message}`);
      }
      return deployment;
    },
    perform,
    logs: async (after, instance) => {
      const query = new URLSearchParams({ after: String(after), ...(instance && { instance }) });
      return z.array(logLineSchema).parse(await call("GET", `/api/logs?${query}`));
    },
    disturbances: async () => disturbancesSchema.parse(await call("GET", "/api/disturbances")),
    setParameter: async (value) => void (await perform("set-parameter", { value })),
    setTraffic: (requestsPerSecond) => post("/api/traffic", { requestsPerSecond }),
    faults: async () => z.array(activeFaultSchema).parse(await call("GET", "/chaos/faults")),
    addFaults: async (faults) =>
      z.array(activeFaultSchema).parse(await call("PATCH", "/chaos/faults", faults)),
    clearFaults: async (ids) =>
      void (await call("DELETE", "/chaos/faults", ids === undefined ? [] : ids.map((id) => ({ id })))),
    down: () => post("/api/down"),
  };
}

const of = (stack: string | undefined) => (stack === undefined ? "" : `?stack=${encodeURIComponent(stack)}`);

const pollMs = 100;

/** The deployment when its release serves, or when it has failed or is cancelled. */
async function deploymentEnd(
  snapshot: () => Promise<LabSnapshot>,
  onProgress?: (deployment: Deployment) => void,
  signal?: AbortSignal,
): Promise<Deployment> {
  let lastMessage = "";
  for (;;) {
    const { deployment } = await snapshot();
    if (deployment === null) {
      throw new Error("the lab accepted the switch but shows no deployment");
    }
    if (deployment.state !== "evaluating" && deployment.state !== "launching") {
      return deployment;
    }
    if (deployment.message !== lastMessage) {
      onProgress?.(deployment);
    }
    lastMessage = deployment.message;
    await delay(pollMs, undefined, signal && { signal });
  }
}

async function request(
  consoleUrl: string,
  token: string | undefined,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  if (token !== undefined) {
    headers.authorization = `Bearer ${token}`;
  }
  const init: RequestInit = { method, headers };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
  }
  const response = await fetch(new URL(path, consoleUrl), init).catch((error: unknown) => {
    throw new UserMistake(
      `No lab answers at ${consoleUrl} (${causeOf(error)}).`,
      "Start one with `pnpm lab`.",
    );
  });
  const text = await response.text();
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  if (response.ok) {
    return json;
  }
  const problem = apiErrorSchema.safeParse(json).data;
  throw new UserMistake(
    problem?.error ?? `The lab answered ${response.status} to ${method} ${path}.`,
    problem?.remedy,
  );
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
}
