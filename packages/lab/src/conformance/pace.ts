import { setTimeout as delay } from "node:timers/promises";

/** Waits for its turn. */
export type Pace = () => Promise<void>;

/** At most so many turns a second, evenly spaced: a deployed stack has limits and a bill. */
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

/** As fast as it goes, for the lab. */
export function unpaced(signal: AbortSignal): Pace {
  return async () => signal.throwIfAborted();
}
