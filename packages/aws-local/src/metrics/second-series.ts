/**
 * What happened in each second, kept for a while: one cell per second, in chunks of a minute, so that a
 * silent metric costs nothing and old minutes are dropped as a whole.
 */
export class SecondSeries<Cell> {
  readonly #retentionMinutes: number;
  readonly #minutes = new Map<number, (Cell | undefined)[]>();
  readonly #makeCell: () => Cell;
  #lastSecond = Number.NaN;
  #lastCell: Cell | undefined;

  constructor(retentionSeconds: number, makeCell: () => Cell) {
    this.#retentionMinutes = Math.ceil(retentionSeconds / 60);
    this.#makeCell = makeCell;
  }

  /** The cell to record into; it is created if the second has none. */
  at(second: number): Cell {
    if (second === this.#lastSecond && this.#lastCell !== undefined) {
      return this.#lastCell;
    }
    const minute = Math.floor(second / 60);
    let chunk = this.#minutes.get(minute);
    if (!chunk) {
      this.#dropBefore(minute - this.#retentionMinutes);
      chunk = new Array<Cell | undefined>(60).fill(undefined);
      this.#minutes.set(minute, chunk);
    }
    const cell = chunk[second - minute * 60] ?? this.#makeCell();
    chunk[second - minute * 60] = cell;
    this.#lastSecond = second;
    this.#lastCell = cell;
    return cell;
  }

  /**
   * The cells of the seconds from `start` (inclusive) to `end` (exclusive) that have records, in order of
   * time.
   */
  *between(start: number, end: number): Generator<[second: number, cell: Cell]> {
    const minutes = [...this.#minutes]
      .filter(([minute]) => minute * 60 + 60 > start && minute * 60 < end)
      .sort(([a], [b]) => a - b);
    for (const [minute, chunk] of minutes) {
      for (const [offset, cell] of chunk.entries()) {
        const second = minute * 60 + offset;
        if (cell !== undefined && second >= start && second < end) {
          yield [second, cell];
        }
      }
    }
  }

  get isEmpty(): boolean {
    return this.#minutes.size === 0;
  }

  #dropBefore(oldestMinute: number): void {
    for (const minute of this.#minutes.keys()) {
      if (minute <= oldestMinute) {
        this.#minutes.delete(minute);
      }
    }
  }
}
