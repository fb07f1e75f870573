import { createHash } from "node:crypto";

/** Random choices that a seed repeats. */
export interface Dice {
  /** A number from `low` (inclusive) to `high` (exclusive). */
  between(low: number, high: number): number;
  /** One of a list. @throws RangeError for an empty one */
  oneOf<Item>(items: readonly Item[]): Item;
  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** @param name distinguishes several dice of one seed, so that they do not depend on each other */
export function createDice(seed: number, name: string): Dice {
  let rolls = 0;
  const roll = () => {
    rolls += 1;
    return createHash("sha256").update(`${seed} ${name} ${rolls}`).digest().readUInt32BE() / 2 ** 32;
  };
  return {
    between: (low, high) => low + roll() * (high - low),
    oneOf(items) {
      if (items.length === 0) {
        throw new RangeError("There is nothing to choose from.");
      }
      // The index is below the length.
      return items[Math.floor(roll() * items.length)] as (typeof items)[number];
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: roll() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
