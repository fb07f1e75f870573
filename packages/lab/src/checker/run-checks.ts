import { setTimeout as delay } from "node:timers/promises";
import type { Check } from "./check.ts";
import type { World } from "./world.ts";

/** The outcome of one check. */
export interface CheckOutcome<Kind extends Check = Check> {
  check: Kind;
  outcome: "passed" | "failed" | "skipped";
  /** What was seen, what was seen instead, or why it was skipped. */
  detail: string;
}

export interface RunChecksOptions<Kind extends Check> {
  checks: readonly Kind[];
  world: World;
  onOutcome(outcome: CheckOutcome<Kind>): void;
  signal: AbortSignal;
  /** True for a story, in which each step needs the one before. */
  endAtFirstFailure: boolean;
  /** Waits between two looks; by default for that long. */
  pause?: (ms: number) => Promise<unknown>;
}

/** How often a check looks again. */
export const pauseMs = { lab: 250, aws: 5000 } as const;

/** Does and checks one after the other. @throws the signal's reason */
export async function runChecks<Kind extends Check>(
  options: RunChecksOptions<Kind>,
): Promise<CheckOutcome<Kind>[]> {
  const { checks, world, onOutcome, signal, endAtFirstFailure } = options;
  const pause = options.pause ?? ((ms: number) => delay(ms, undefined, { signal }));
  const outcomes: CheckOutcome<Kind>[] = [];
  for (const check of checks) {
    signal.throwIfAborted();
    const outcome = { check, ...(await outcomeOf(check, world, pause)) };
    signal.throwIfAborted();
    outcomes.push(outcome);
    onOutcome(outcome);
    if (endAtFirstFailure && outcome.outcome === "failed") {
      break;
    }
  }
  return outcomes;
}

async function outcomeOf(
  check: Check,
  world: World,
  pause: (ms: number) => Promise<unknown>,
): Promise<Omit<CheckOutcome, "check">> {
  const reason = check.unavailable?.(world);
  if (reason !== undefined) {
    return { outcome: "skipped", detail: reason };
  }
  try {
    await check.perform?.(world);
  } catch (error) {
    return { outcome: "failed", detail: messageOf(error) };
  }
  const patienceMs = (check.patienceSeconds?.[world.kind] ?? 0) * 1000;
  const { held, seen } = await lookUntilItHolds(check, world, patienceMs, pause);
  return { outcome: held ? "passed" : "failed", detail: seen };
}

/** Looks until the check passes or the pauses add up to the patience. The last look counts. */
export async function lookUntilItHolds(
  check: Pick<Check, "look">,
  world: World,
  patienceMs: number,
  pause: (ms: number) => Promise<unknown>,
): Promise<{ held: boolean; seen: string }> {
  for (let leftMs = patienceMs; ; leftMs -= pauseMs[world.kind]) {
    try {
      return { held: true, seen: await check.look(world) };
    } catch (error) {
      if (leftMs <= 0) {
        return { held: false, seen: messageOf(error) };
      }
    }
    await pause(pauseMs[world.kind]);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
