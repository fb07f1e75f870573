import { isDeepStrictEqual } from "node:util";
import type { Place } from "@soft-landing/experiments/place/place";
import type { HttpAnswer, RawAnswer } from "./http-exchange.ts";

/** A running stack as a check sees it. Everything that goes out is paced. */
export interface CheckContext {
  place: Place;
  /** One request to the page's address on a connection of its own. */
  http(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<HttpAnswer>;
  /** Sends these bytes to the load balancer and reads until it has answered (the default) or closed. */
  raw(request: string, until?: "answered" | "closed"): Promise<RawAnswer>;
  /** Turns the switch; it is put back when the run ends. */
  setSwitch(value: string): Promise<void>;
  /** Looks again until `look` gives something; metrics and writes take their time on AWS. Undefined when patience ends. */
  eventually<T>(look: () => Promise<T | undefined>): Promise<T | undefined>;
  /** What checks have seen from the load balancer in this run, for those that compare it with the metrics. */
  seen: { startedAt: Date; elb502: number };
}

/** One behaviour of AWS that HTTP and the AWS SDK are enough to see, written once for the lab and for AWS. */
export interface Check {
  /** Unique and stable, for example `target-health.unregistered`. */
  id: string;
  title: string;
  /** Why it cannot be checked in this place; undefined where it can. */
  unavailable?(place: Place): string | undefined;
  /** @throws Deviation with what was seen instead */
  run(context: CheckContext): Promise<void>;
}

/** The place does not behave as AWS does. */
export class Deviation extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Deviation";
  }
}

/** @throws Deviation where the two differ */
export function expectEqual(what: string, seen: unknown, expected: unknown): void {
  if (isDeepStrictEqual(seen, expected)) {
    return;
  }
  throw new Deviation(`${what}: expected ${shown(expected)}, saw ${shown(seen)}`);
}

/** @throws Deviation where `holds` is false */
export function expectThat(what: string, holds: boolean, seen: unknown): void {
  if (!holds) {
    throw new Deviation(`${what}: saw ${shown(seen)}`);
  }
}

/**
 * The name of the error with which a call is refused.
 *
 * @throws Deviation where it succeeds
 */
export async function refusalOf(
  what: string,
  call: Promise<unknown>,
): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  throw new Deviation(`${what}: expected an error, and it succeeded`);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
