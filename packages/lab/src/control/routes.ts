import Router, { type RouterContext } from "@koa/router";
import { experiments } from "@soft-landing/experiments/experiments/registry";
import { durationSeconds } from "@soft-landing/shared/experiment";
import {
  type ActionOutcome,
  type Experiments,
  experimentRequestSchema,
  type Fault,
  faultSchema,
  reportContentSecurityPolicy,
  stackRequestSchema,
  switchRequestSchema,
  trafficRequestSchema,
} from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import { checkFault } from "../disturbances/kinds/endpoint-fault.ts";
import { deploymentsOf } from "../disturbances/kinds/switch-build.ts";
import { actionNamed, describeDisturbances } from "../disturbances/registry.ts";
import { instanceOf, NothingSuch } from "../disturbances/selectors.ts";
import type { RunningLab } from "../running/running-lab.ts";
import type { RecordedStacks } from "../stacks/recorded-stacks.ts";
import { ApiProblem, parseBody } from "./api-problem.ts";
import { forwardPage } from "./forward-page.ts";
import { handlerSources } from "./handler-sources.ts";
import { listReports, readReport } from "./report-shelf.ts";
import type { ServedLab } from "./served-lab.ts";
import { labSnapshot, labStacks } from "./snapshot.ts";

/** What the control server passes to each call. */
export interface ApiState {
  served: ServedLab;
  /** The JSON body of a call that writes. */
  body: unknown;
  /** True if the caller has the token of the lab's state file. */
  authorised: boolean;
}

type Context = RouterContext<ApiState>;

/** Every call of the control API. */
export const router = new Router<ApiState>();

router.get("/api/stacks", (context) => {
  context.body = labStacks(context.state.served.lab);
});

router.get("/api/lab", (context) => {
  context.body = labSnapshot(context.state.served.lab, stackOf(context));
});

/** The stack that a call names; undefined means the only one. */
function stackOf({ query }: Context): string | undefined {
  return typeof query.stack === "string" ? query.stack : undefined;
}

/** The lab, with the call's stack as the default. */
function ofStack(context: Context): RunningLab {
  const { lab } = context.state.served;
  return { ...lab, serving: (stack = stackOf(context)) => lab.serving(stack) };
}

router.get("/api/events", (context) => {
  const lastEventId = lastEventIdOf(context);
  // A HEAD response has no body to stream into.
  context.status = 200;
  if (context.method !== "HEAD") {
    context.respond = false;
    context.state.served.events.attach(context.res, lastEventId);
  }
});

/** Undefined: the listener has no second yet. */
function lastEventIdOf({ request, query }: Context): number | undefined {
  const given = request.get("last-event-id") || query.lastEventId;
  if (given === undefined || given === "") {
    return undefined;
  }
  const second = Number(given);
  if (!Number.isInteger(second)) {
    throw new ApiProblem(
      400,
      `The Last-Event-ID header must be the number of a second, not ${String(given)}.`,
    );
  }
  return second;
}

router.post("/api/switch", (context) => {
  const { body, authorised } = context.state;
  const request = parseBody(switchRequestSchema, body);
  const remedy = "Use `pnpm lab switch custom --artifact FILE`.";
  if ((request.artifact !== undefined || request.artifactSha256 !== undefined) && !authorised) {
    const why = "An artifact runs with your permissions, so the lab accepts it from the command line only.";
    throw new ApiProblem(403, why, remedy);
  }
  if (request.build === "custom" && request.artifact === undefined) {
    throw new ApiProblem(400, "Build custom needs an artifact.", remedy);
  }
  const deployments = refusing(409, () => deploymentsOf(ofStack(context), request.build));
  refusing(409, () => deployments.begin(request));
  context.status = 202;
  context.body = deployments.current();
});

router.post("/api/switch/cancel", (context) => {
  const stack = ofStack(context);
  refusing(409, () => deploymentsOf(stack, stack.serving().build).cancel());
  context.body = {};
});

router.get("/api/logs", (context) => {
  const { lab } = context.state.served;
  const { after = "0", instance } = context.query;
  if (typeof after !== "string" || !/^\d{1,15}$/.test(after) || Array.isArray(instance)) {
    throw new ApiProblem(
      400,
      "The query takes ?after=LINE&instance=ID: the number of a line, and the ID of an instance.",
    );
  }
  const lines = lab.serverLog.after(Number(after), instance);
  if (instance !== undefined && lines.length === 0 && lab.serverLog.after(0, instance).length === 0) {
    refusing(404, () => void instanceOf(lab, { instance }));
  }
  context.body = lines;
});

router.get("/api/disturbances", (context) => {
  context.body = describeDisturbances(context.state.served.lab);
});

router.post("/api/disturbances/:action", async (context) => {
  context.body = await performed(context, context.params.action ?? "", context.state.body);
});

router.post("/api/stacks", (context) => {
  const { stack } = parseBody(stackRequestSchema, context.state.body);
  refusing(409, () => recordedOf(context).bringUp(stack));
  context.status = 202;
  context.body = labStacks(context.state.served.lab);
});

router.delete("/api/stacks", (context) => {
  const { stack } = parseBody(stackRequestSchema, context.state.body);
  refusing(409, () => recordedOf(context).takeDown(stack));
  context.status = 202;
  context.body = labStacks(context.state.served.lab);
});

/** @throws ApiProblem 409 if Pulumi's engine deploys */
function recordedOf({ state }: Context): RecordedStacks {
  const { recorded } = state.served.lab;
  if (recorded === undefined) {
    throw new ApiProblem(409, "Pulumi deploys the stacks of this lab.", "Use it: `pulumi up`.");
  }
  return recorded;
}

/** Runs `act`. A user's mistake in it becomes an answer with this status. */
function refusing<Result>(status: number, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof UserMistake ? new ApiProblem(status, error.message, error.remedy) : error;
  }
}

/**
 * Carries out an action. @throws ApiProblem 400, 404 for what does not exist, 409 for what is not possible
 * now
 */
async function performed(context: Context, name: string, parameters: unknown): Promise<ActionOutcome> {
  try {
    const action = actionNamed(name);
    return await action.perform(ofStack(context), parseBody(action.parameters, parameters));
  } catch (error) {
    throw error instanceof UserMistake
      ? new ApiProblem(error instanceof NothingSuch ? 404 : 409, error.message, error.remedy)
      : error;
  }
}

router.post("/api/parameter", async (context) => {
  context.body = await performed(context, "set-parameter", context.state.body);
});

router.post("/api/instances/:instance/kill", async (context) => {
  context.body = await performed(context, "kill-instance", context.params);
});

router.post("/api/instances/:instance/freeze", async (context) => {
  context.body = await performed(context, "freeze-instance", context.params);
});

router.post("/api/zones/:zone/:change", async (context) => {
  const { zone, change } = context.params;
  context.body = await performed(context, `zone-${change}`, { zone });
});

router.post("/api/traffic", (context) => {
  const { lab } = context.state.served;
  lab.traffic.set(parseBody(trafficRequestSchema, context.state.body).requestsPerSecond);
  lab.changes.notify();
  context.body = { requestsPerSecond: lab.traffic.requestsPerSecond() };
});

const faultsSchema = z.array(faultSchema);
const removalSchema = z.union([z.array(z.object({ id: z.string() })), z.strictObject({})]);

router.get("/chaos/faults", (context) => {
  context.body = context.state.served.lab.region.faults.list();
});

function faultsOf({ state }: Context): Fault[] {
  const faults = parseBody(faultsSchema, state.body);
  refusing(404, () => {
    for (const fault of faults) {
      checkFault(state.served.lab, fault);
    }
  });
  return faults;
}

/** Replaces all faults. */
router.post("/chaos/faults", (context) => {
  const { lab } = context.state.served;
  context.body = lab.region.faults.replace(faultsOf(context));
  lab.changes.notify();
});

/** Adds faults. A fault with the ID of another replaces it. */
router.patch("/chaos/faults", (context) => {
  const { lab } = context.state.served;
  lab.region.faults.add(faultsOf(context));
  lab.changes.notify();
  context.body = lab.region.faults.list();
});

/** Removes the faults with the given IDs, or all faults. */
router.delete("/chaos/faults", (context) => {
  const { lab } = context.state.served;
  const given = parseBody(removalSchema, context.state.body);
  const ids = Array.isArray(given) && given.length > 0 ? given.map(({ id }) => id) : undefined;
  lab.region.faults.remove(ids);
  lab.changes.notify();
  context.body = lab.region.faults.list();
});

/** Starting and ending both labs takes about this long, in addition to the load itself. */
const besidesLoadSeconds = 15;

router.get("/api/experiments", (context) => {
  context.body = {
    experiments: experiments.map((experiment) => ({
      name: experiment.name,
      title: experiment.title,
      question: experiment.question,
      steps: experiment.method.map(({ name }) => name),
      durationSeconds: durationSeconds(experiment) + besidesLoadSeconds,
    })),
    run: context.state.served.experiments.current(),
  } satisfies Experiments;
});

router.post("/api/experiments", (context) => {
  const { experiment } = parseBody(experimentRequestSchema, context.state.body);
  context.status = 202;
  context.body = context.state.served.experiments.start(experiment);
});

router.post("/api/experiments/cancel", (context) => {
  context.state.served.experiments.cancel();
  context.body = {};
});

router.get("/api/reports", async (context) => {
  context.body = await listReports();
});

router.get("/reports/:file", async (context) => {
  const { file = "" } = context.params;
  const bytes = await readReport(file);
  if (bytes === undefined) {
    throw new ApiProblem(404, `There is no report ${file}.`);
  }
  context.set("Content-Security-Policy", reportContentSecurityPolicy);
  context.type = "html";
  context.body = bytes;
});

router.get("/api/walkthrough", async (context) => {
  context.body = { steps: (await context.state.served.walkthrough()).steps() };
});

router.post("/api/walkthrough/:id/check", async (context) => {
  const desk = await context.state.served.walkthrough();
  context.body = await desk.check(context.params.id ?? "");
});

/**
 * The web page of a stack through the console, for a browser that cannot reach another port of this machine.
 */
router.get("/page/:stack", async (context) => {
  const { pageUrl } = context.state.served.lab.serving(context.params.stack);
  await forwardPage(context, pageUrl);
});

router.get("/api/handlers", async (context) => {
  context.body = await handlerSources();
});

router.post("/api/down", (context) => {
  const { served, authorised } = context.state;
  if (!authorised) {
    throw new ApiProblem(401, "Only the lab's owner can stop it.", "Use `pnpm lab down`.");
  }
  served.lab.requestEnd();
  context.status = 202;
  context.body = { ending: served.lab.record.labId };
});
