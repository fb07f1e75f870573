import type { Clock } from "@soft-landing/shared/clock";

/** A clock in the test's hand: time passes only by `advance`. */
export interface ManualClock extends Clock {
  /** Lets time pass and calls back what falls due, in order. */
  advance(ms: number): void;
  /** How many callbacks still wait. */
  waiting(): number;
}

export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = startMs;
  let waiting: { atMs: number; callback: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, callback) {
      const entry = { atMs: nowMs + delayMs, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    waiting: () => waiting.length,
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) {
          break;
        }
        waiting = waiting.filter((other) => other !== next);
        nowMs = next.atMs;
        next.callback();
      }
      nowMs = untilMs;
    },
  };
}
