import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exponent, shapeRow, shapeRowsBesideOthers } from "../../src/bench/growth/growth.ts";

describe("the exponent of growth", () => {
  test("is the exponent of the power law in the costs", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 3, noNaN: true }),
        fc.double({ min: 0.001, max: 1_000, noNaN: true }),
        fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 8 }),
        (power, factor, works) => {
          const points = works.map((work) => ({ work, cost: factor * work ** power }));
          expect(exponent(points)).toBeCloseTo(power, 6);
        },
      ),
    );
  });

  test("needs two amounts of work", () => {
    const point = { work: 3, cost: 1 };
    expect(() => exponent([point, point])).toThrow("two amounts");
  });
});

const points = (power: number) =>
  [1, 10, 100].map((work) => ({ work, costs: [work ** power, 2 * work ** power, 3 * work ** power] }));

test("a goal is met if the cost grows no faster than the work, by the median of the rounds", () => {
  expect(shapeRow("linear", points(1))).toMatchObject({
    median: expect.closeTo(1, 9),
    goal: { met: true },
    rounds: 3,
  });
  expect(shapeRow("with the square", points(2))).toMatchObject({ goal: { met: false } });
});

test.each([
  { lab: 1, haproxy: 0.5, bareNode: 0.5, met: true },
  { lab: 1.2, haproxy: 1.3, bareNode: 1, met: true },
  { lab: 1.2, haproxy: 1, bareNode: 1.3, met: true },
  { lab: 1.2, haproxy: 1.1, bareNode: 1.1, met: false },
  { lab: 1.06, haproxy: 0.5, bareNode: 0.5, met: false },
])(
  "the load balancer may grow as fast as HAProxy or bare Node: $lab, $haproxy, $bareNode",
  ({ met, ...powers }) => {
    const [lab, haproxy, bareNode] = shapeRowsBesideOthers("CPU time", {
      lab: points(powers.lab),
      haproxy: points(powers.haproxy),
      bareNode: points(powers.bareNode),
    });
    expect(lab).toMatchObject({
      label: "lab, CPU time",
      median: expect.closeTo(powers.lab, 9),
      goal: { met },
    });
    expect(haproxy).toMatchObject({
      label: "HAProxy, CPU time",
      median: expect.closeTo(powers.haproxy, 9),
    });
    expect(bareNode).toMatchObject({
      label: "bare Node, CPU time",
      median: expect.closeTo(powers.bareNode, 9),
    });
  },
);
