import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSketch, addValue, emptySketch, percentileOf } from "../../src/metrics/value-sketch.ts";

function sketchOf(values: readonly number[]) {
  const sketch = emptySketch();
  for (const value of values) {
    addValue(sketch, value);
  }
  return sketch;
}

describe("a sketch of values", () => {
  test("has no percentile without a value", () => {
    expect(percentileOf(emptySketch(), 50)).toBeNaN();
  });

  test("is exact at 0 and 100 per cent", () => {
    const sketch = sketchOf([3, 1, 2]);
    expect([percentileOf(sketch, 0), percentileOf(sketch, 100)]).toEqual([1, 3]);
  });

  test("keeps zeros exact", () => {
    const sketch = sketchOf([0, 0, 0, 10]);
    expect([percentileOf(sketch, 50), percentileOf(sketch, 75), percentileOf(sketch, 99)]).toEqual([
      0,
      0,
      expect.closeTo(10, 1),
    ]);
  });

  test("is the same from added parts as from all values at once", () => {
    const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e6, noNaN: true })));
    fc.assert(
      fc.property(values, values, fc.integer({ min: 0, max: 100 }), (one, other, p) => {
        const added = sketchOf(one);
        addSketch(added, sketchOf(other));
        const whole = sketchOf([...one, ...other]);
        expect({ ...added, sum: 0 }).toEqual({ ...whole, sum: 0 });
        expect(added.sum).toBeCloseTo(whole.sum, 3);
        expect(percentileOf(added, p)).toEqual(percentileOf(whole, p));
      }),
    );
  });
});
