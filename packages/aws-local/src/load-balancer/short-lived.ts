/** A receipt for one entry. Only the list uses its position. */
export class Entry<T> {
  readonly value: T;
  place: number;

  constructor(value: T, place: number) {
    this.value = value;
    this.place = place;
  }
}

/**
 * A collection, in no order, of values that live as long as a request.
 *
 * It uses an array, because a Set of short-lived objects keeps them alive: the tables that it has outgrown
 * still contain them, and once one of these tables is old, the garbage collector keeps everything that they
 * refer to. That doubles the cost of a request.
 */
export class ShortLived<T> {
  readonly #entries: Entry<T>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(value: T): Entry<T> {
    const entry = new Entry(value, this.#entries.length);
    this.#entries.push(entry);
    return entry;
  }

  /** False if it was removed before. */
  remove(entry: Entry<T>): boolean {
    if (this.#entries[entry.place] !== entry) {
      return false;
    }
    const last = this.#entries.pop();
    if (last !== undefined && last !== entry) {
      last.place = entry.place;
      this.#entries[last.place] = last;
    }
    return true;
  }

  /** The current values; they may change during the iteration. */
  values(): T[] {
    return this.#entries.map(({ value }) => value);
  }
}
