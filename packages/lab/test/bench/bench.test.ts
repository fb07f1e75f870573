import fc from "fast-check";
import { expect, test } from "vitest";
import { median, rowOf } from "../../src/bench/bench.ts";

test.each([
  [[3], 3],
  [[1, 3], 2],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("as many values are below the median as above, and their order does not matter", () => {
  const values = fc.array(fc.integer(), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, (some) => {
      const middle = median(some);
      const below = some.filter((value) => value < middle).length;
      const above = some.filter((value) => value > middle).length;
      expect(below).toBeLessThanOrEqual(some.length / 2);
      expect(above).toBeLessThanOrEqual(some.length / 2);
      expect(median([...some].reverse())).toBe(middle);
    }),
  );
});

test("the median of nothing is refused", () => {
  expect(() => median([])).toThrow(RangeError);
});

test("a row's goal is judged by its median", () => {
  const goal = { text: "at least 2", met: (value: number) => value >= 2 };
  expect(rowOf("r", "×", [1, 3, 3], goal)).toEqual({
    label: "r",
    unit: "×",
    median: 3,
    min: 1,
    max: 3,
    rounds: 3,
    goal: { text: "at least 2", met: true },
  });
  expect(rowOf("r", "×", [1, 1, 3], goal).goal?.met).toBe(false);
});
