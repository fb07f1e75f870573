import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import { createLabControl, type LabControl } from "../src/client/lab-control.ts";
import { trustAuthority } from "../src/client/trust-authority.ts";
import { createControlServer } from "../src/control/control-server.ts";
import { readStaticFiles } from "../src/control/static-files.ts";
import { consoleDirectory } from "../src/program/repository.ts";
import { evaluateStack, stackGraph, stackNames } from "../src/program/stack-graph.ts";
import { type StartedLab, startLab } from "../src/running/start-lab.ts";
import type { RunningLabRecord } from "../src/state/state-file.ts";

/** A lab in this process. Its servers and its DynamoDB are processes, as ever. */
export interface OwnLab extends Omit<RunningLabRecord, "token" | "pageUrl"> {
  pageUrl: string;
  readonly control: LabControl;
  readonly started: StartedLab;
  /** Ends everything the lab has started. */
  stop(): Promise<void>;
}

/**
 * Starts what `pnpm lab up` starts, on free ports and without traffic, in this process: half a second sooner than a
 * process of its own. Expects that the test uses a state home of its own.
 *
 * @param config overrides the stack's own, by key
 */
export async function startOwnLab(stack: string, config: Record<string, string> = {}): Promise<OwnLab> {
  const record = async (name: string) => ({
    graph: await stackGraph(name, config),
    evaluate: (request: SwitchRequest, signal: AbortSignal) =>
      evaluateStack(name, { ...request, ...config }, signal),
  });
  const started = await startLab({
    source: { kind: "graph", first: await record(stack), names: await stackNames(), record },
    ports: { page: 0, console: 0, aws: 0 },
    controlServer: createControlServer(await readStaticFiles(consoleDirectory)),
    signal: new AbortController().signal,
  });
  const { token, pageUrl, ...addresses } = started.lab.record;
  trustAuthority(addresses.certificateFile);
  return {
    ...addresses,
    pageUrl: pageUrl ?? "",
    control: createLabControl(addresses.consoleUrl, token),
    started,
    stop: () => started.close(),
  };
}
