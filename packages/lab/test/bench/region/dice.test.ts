import fc from "fast-check";
import { expect, test } from "vitest";
import { createDice } from "../../../src/bench/region/dice.ts";

const rolls = (seed: number, name: string) => {
  const dice = createDice(seed, name);
  return Array.from({ length: 20 }, () => dice.between(0, 1_000));
};

test("a seed repeats, and another one or another name does not", () => {
  expect(rolls(1, "a")).toEqual(rolls(1, "a"));
  expect(rolls(1, "a")).not.toEqual(rolls(2, "a"));
  expect(rolls(1, "a")).not.toEqual(rolls(1, "b"));
});

test("what is rolled lies within the bounds, is one of the list, and a shuffled list holds the same", () => {
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

test("there is nothing to choose from an empty list", () => {
  expect(() => createDice(1, "any").oneOf([])).toThrow(RangeError);
});
