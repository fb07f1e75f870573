/** A receipt for one entry; its place in the list is the list's own business. */
export class Entry<T> {
  readonly value: T;
  place: number;

  constructor(value: T, place: number) {
    this.value = value;
    this.place = place;
  }
}

/**
 * A collection, in no order, of values that come and go with every request.
 *
 * It holds an array, because a Set of short-lived objects keeps them alive: the tables it outgrows still hold what was in
 * them, and once one of these is old, a scavenge takes all that hangs on it for live. That doubles the cost of a request.
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

  /** False where it was taken out before. */
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

  /** What is in it now; it may change while the caller goes through them. */
  values(): T[] {
    return this.#entries.map(({ value }) => value);
  }
}
