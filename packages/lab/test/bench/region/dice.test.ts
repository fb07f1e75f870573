import fc from "fast-check";
import { expect, test } from "vitest";
import { createDice } from "../../../src/bench/region/dice.ts";

const rolls = (seed: number, name: string) => {
  const dice = createDice(seed, name);
  return Array.from({ length: 20 }, () => dice.between(0, 1_000));
};

test("the same seed and name repeat; another seed or name does not", () => {
  expect(rolls(1, "a")).toEqual(rolls(1, "a"));
  expect(rolls(1, "a")).not.toEqual(rolls(2, "a"));
  expect(rolls(1, "a")).not.toEqual(rolls(1, "b"));
});

test("a number is within its limits, a choice is from its list, and a shuffled list has the same items", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 1 }), (seed, items) => {
      const dice = createDice(seed, "any");
      const rolled = dice.between(-5, 5);
      expect(rolled >= -5 && rolled < 5).toBe(true);
      expect(items).toContain(dice.oneOf(items));
      expect(dice.shuffled(items).toSorted()).toEqual(items.toSorted());
    }),
  );
});

test("an empty list has no choice", () => {
  expect(() => createDice(1, "any").oneOf([])).toThrow(RangeError);
});
