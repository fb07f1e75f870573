import { setTimeout as delay } from "node:timers/promises";
import type { AwsClients } from "@soft-landing/experiments/place/place";

/** Waits for its turn. */
export type Pace = () => Promise<void>;

/** At most this many turns per second, evenly spaced: a deployed stack has limits and a bill. */
export function paced(
  perSecond: number,
  signal: AbortSignal,
  nowMs: () => number = Date.now,
  wait: (ms: number) => Promise<void> = (ms) => delay(ms, undefined, { signal }),
): Pace {
  let nextMs = 0;
  return async () => {
    signal.throwIfAborted();
    const turnMs = Math.max(nowMs(), nextMs);
    nextMs = turnMs + 1000 / perSecond;
    const waitMs = turnMs - nowMs();
    if (waitMs > 0) {
      await wait(waitMs);
    }
  };
}

/** As fast as possible, for the lab. */
export function unpaced(signal: AbortSignal): Pace {
  return async () => signal.throwIfAborted();
}

/**
 * Makes every attempt of every call wait for its turn, and end with the signal. Returns a function that
 * undoes this.
 */
export function paceClients(clients: AwsClients, pace: Pace, signal: AbortSignal): () => void {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  ended.catch(() => undefined);
  const name = "checkerPace";
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
