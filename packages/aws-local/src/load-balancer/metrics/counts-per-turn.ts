import type { Counter } from "../../metrics/metric-sink.ts";

/** Counts in memory and passes the sum to its counters at the end of the event loop's turn. */
export interface Tally {
  count(by?: number): void;
}

interface Pending {
  counters: readonly Counter[];
  sum: number;
}

/**
 * Counters of the path that every request takes. Otherwise each event would read the clock for each of its
 * dimensions. A client can see its answer in the next turn at the earliest, so its count is there.
 */
export class CountsPerTurn {
  readonly #dirty: Pending[] = [];

  /** A tally with all of these. */
  tally(counters: readonly Counter[]): Tally {
    const pending: Pending = { counters, sum: 0 };
    return {
      count: (by = 1) => {
        const isFirst = pending.sum === 0;
        pending.sum += by;
        if (!isFirst) {
          return;
        }
        if (this.#dirty.push(pending) === 1) {
          setImmediate(() => this.#flush());
        }
      },
    };
  }

  #flush(): void {
    for (const pending of this.#dirty) {
      for (const counter of pending.counters) {
        counter.add(pending.sum);
      }
      pending.sum = 0;
    }
    this.#dirty.length = 0;
  }
}
