import { setTimeout as delay } from "node:timers/promises";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { AwsClients, Place } from "@soft-landing/experiments/place/place";
import type { Check, CheckContext } from "./check.ts";
import { exchange, rawExchange } from "./http-exchange.ts";
import { type Pace, paced, unpaced } from "./pace.ts";

/** What became of one check. */
export interface CheckOutcome {
  id: string;
  title: string;
  outcome: "passed" | "failed" | "skipped";
  /** Why it was skipped, or what was seen instead. */
  detail?: string;
}

export interface ConformanceOptions {
  place: Place;
  checks: readonly Check[];
  onOutcome(outcome: CheckOutcome): void;
  signal: AbortSignal;
}

/** Parameter Store throttles at 40 reads a second, of which the basic build makes one for every page. */
const requestsPerSecondOnAws = 20;
/** How long, and how often, a check looks again. CloudWatch's metrics of a load balancer take minutes on AWS. */
const patience = {
  lab: { totalMs: 10_000, betweenMs: 100 },
  aws: { totalMs: 6 * 60_000, betweenMs: 5_000 },
} as const;

/**
 * Runs checks one after the other against a running stack, and puts the switch back as it was, also when the signal ends the run.
 * Everything that goes out to a deployed stack is paced.
 */
export async function runConformance(options: ConformanceOptions): Promise<CheckOutcome[]> {
  const { place, checks, onOutcome, signal } = options;
  const pace = place.kind === "aws" ? paced(requestsPerSecondOnAws, signal) : unpaced(signal);
  const unpace = paceClients(place.aws, pace, signal);
  try {
    const before = await readSwitch(place);
    const context = contextOf(place, pace, signal);
    try {
      const outcomes: CheckOutcome[] = [];
      for (const check of checks) {
        const outcome = await runCheck(check, context, signal);
        outcomes.push(outcome);
        onOutcome(outcome);
      }
      return outcomes;
    } finally {
      unpace();
      if ((await readSwitch(place)) !== before) {
        await writeSwitch(place, before);
      }
    }
  } finally {
    unpace();
  }
}

async function runCheck(check: Check, context: CheckContext, signal: AbortSignal): Promise<CheckOutcome> {
  signal.throwIfAborted();
  const { id, title } = check;
  const reason = check.unavailable?.(context.place);
  if (reason !== undefined) {
    return { id, title, outcome: "skipped", detail: reason };
  }
  try {
    await check.run(context);
    return { id, title, outcome: "passed" };
  } catch (error) {
    signal.throwIfAborted();
    return { id, title, outcome: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}

function contextOf(place: Place, pace: Pace, signal: AbortSignal): CheckContext {
  const { totalMs, betweenMs } = patience[place.kind];
  return {
    place,
    async http(path, options = {}) {
      await pace();
      return exchange(new URL(path, place.pageUrl), options, signal);
    },
    async raw(request, until = "answered") {
      await pace();
      return rawExchange(new URL(place.pageUrl), request, until, signal);
    },
    setSwitch: (value) => writeSwitch(place, value),
    async eventually(look) {
      const untilMs = Date.now() + totalMs;
      for (;;) {
        const found = await look();
        if (found !== undefined || Date.now() >= untilMs) {
          return found;
        }
        await delay(betweenMs, undefined, { signal });
      }
    },
    seen: { startedAt: new Date(), elb502: 0 },
  };
}

/** Lets every attempt of every call wait for its turn, and end with the signal; the returned function lets them go as they were. */
function paceClients(clients: AwsClients, pace: Pace, signal: AbortSignal): () => void {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  ended.catch(() => undefined);
  const name = "conformancePace";
  const stacks = Object.values(clients).map(
    ({ middlewareStack }) => middlewareStack as unknown as PaceableStack,
  );
  for (const stack of stacks) {
    stack.add(
      (next) => async (args) => {
        await pace();
        return Promise.race([next(args), ended]);
      },
      { step: "finalizeRequest", name, override: true },
    );
  }
  return () => {
    for (const stack of stacks) {
      stack.remove(name);
    }
  };
}

/** The part of every client's middleware stack that does not depend on its commands. */
interface PaceableStack {
  add(
    middleware: (next: (args: object) => Promise<object>) => (args: object) => Promise<object>,
    options: { step: "finalizeRequest"; name: string; override: boolean },
  ): void;
  remove(name: string): boolean;
}

async function readSwitch({ aws, outputs }: Place): Promise<string | undefined> {
  const read = new GetParameterCommand({ Name: outputs.switchParameterName });
  return (await aws.parameters.send(read)).Parameter?.Value;
}

async function writeSwitch({ aws, outputs }: Place, value: string | undefined): Promise<void> {
  if (value === undefined) {
    return;
  }
  await aws.parameters.send(
    new PutParameterCommand({ Name: outputs.switchParameterName, Value: value, Overwrite: true }),
  );
}
