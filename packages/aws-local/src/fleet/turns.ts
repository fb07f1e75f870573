import type { Clock } from "@soft-landing/shared/clock";

/**
 * Decisions one at a time. Whatever a decision's own actions cause, such as a draining target, is decided in
 * the next turn, never within the current one.
 */
export interface Turns {
  /** Takes a turn now, or another one after the current one. */
  request(): void;
  /** Calls back later, unless these turns have ended by then. */
  after(delayMs: number, callback: () => void): void;
  /** No turns and no timers after this. */
  end(): void;
}

type State = "idle" | "turning" | "turning-again" | "ended";

/**
 * @param turn returns when to take the next turn if nothing happens until then, in milliseconds since the
 *   epoch, or null
 */
export function createTurns(clock: Clock, turn: () => number | null): Turns {
  const timers = new Set<() => void>();
  let state: State = "idle";
  let cancelWake = () => {};
  // A turn changes the state, which the compiler does not see.
  const stateNow = (): State => state;

  function after(delayMs: number, callback: () => void): () => void {
    const cancelTimer = clock.after(delayMs, () => {
      // Stryker disable next-line CallExpression: to cancel what has been called back does nothing.
      timers.delete(cancel);
      callback();
    });
    const cancel = () => {
      // Stryker disable next-line CallExpression: to cancel twice does nothing.
      timers.delete(cancel);
      cancelTimer();
    };
    timers.add(cancel);
    return cancel;
  }

  function request(): void {
    if (state !== "idle") {
      state = state === "ended" ? "ended" : "turning-again";
      return;
    }
    try {
      do {
        state = "turning";
        cancelWake();
        const wakeAtMs = turn();
        if (wakeAtMs !== null && stateNow() === "turning") {
          cancelWake = after(wakeAtMs - clock.nowMs(), request);
        }
      } while (stateNow() === "turning-again");
    } finally {
      state = stateNow() === "ended" ? "ended" : "idle";
    }
  }

  return {
    request,
    after(delayMs, callback) {
      if (state !== "ended") {
        after(delayMs, callback);
      }
    },
    end() {
      state = "ended";
      for (const cancel of timers) {
        cancel();
      }
    },
  };
}
