import { isDeepStrictEqual } from "node:util";
import type { World } from "./world.ts";

/** Something to observe of a running stack, in the lab or on AWS. */
export interface Check {
  /** Unique and stable, for example `target-health.unregistered`. */
  id: string;
  title: string;
  /** Why it cannot be checked in this place; undefined if it can. */
  unavailable?(world: World): string | undefined;
  /** What a user would do before looking. */
  perform?(world: World): Promise<void>;
  /**
   * How long to look again until it comes true, in seconds; absent means once. CloudWatch and new instances
   * take time.
   */
  patienceSeconds?: { lab: number; aws: number };
  /**
   * Looks. Resolves with a short text about what was seen.
   *
   * @throws Deviation with what was seen instead
   */
  look(world: World): Promise<string>;
}

/** The place is not as expected. */
export class Deviation extends Error {
  override name = "Deviation";
}

/** What was seen if the condition is true. @throws Deviation with `otherwise` if it is not */
export function checked(condition: boolean, seen: string, otherwise: string): string {
  if (condition) {
    return seen;
  }
  throw new Deviation(otherwise);
}

/** @throws Deviation if the two differ */
export function expectEqual(what: string, seen: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(seen, expected)) {
    throw new Deviation(`${what}: expected ${shown(expected)}, saw ${shown(seen)}`);
  }
}

/** @throws Deviation if `holds` is false */
export function expectThat(what: string, holds: boolean, seen: unknown): void {
  if (!holds) {
    throw new Deviation(`${what}: saw ${shown(seen)}`);
  }
}

/**
 * The error that refuses a call.
 *
 * @throws Deviation if the call succeeds
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
