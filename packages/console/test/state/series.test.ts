import fc from "fast-check";
import { expect, test } from "vitest";
import { seriesOf, sumOf } from "../../src/state/series.ts";
import { second } from "../fixtures.ts";

const counts = fc.array(fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }), { maxLength: 60 });
const secondsOf = (all: (number | undefined)[]) =>
  all.map((elb502, index) => second(index, elb502 === undefined ? {} : { elb502 }));
const options = { statistic: "sum", periodSeconds: 5, windowSeconds: 60, endSecond: 60 } as const;

test("a period has a data point exactly where one of its seconds has one", () => {
  fc.assert(
    fc.property(counts, (all) => {
      const { values } = seriesOf(secondsOf(all), (one) => one.elb502, options);
      const expected = Array.from({ length: 12 }, (_, index) => {
        const known = all.slice(index * 5, index * 5 + 5).filter((count) => count !== undefined);
        return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
      });
      expect(values).toEqual(expected);
    }),
  );
});

test("times continue in even steps while the lab sends nothing", () => {
  const { times, values } = seriesOf([], (one) => one.elb502, { ...options, endSecond: 63 });
  expect(times).toEqual(Array.from({ length: 12 }, (_, index) => 5 + index * 5));
  expect(new Set(values)).toEqual(new Set([null]));
});

test("a zero that the lab reports is a zero, not a gap", () => {
  const { values } = seriesOf([second(58)], (one) => one.requestCount, options);
  expect(values.at(-1)).toBe(0);
});

test.each([
  ["maximum", 9],
  ["minimum", 2],
  ["latest", 4],
] as const)("the %s of a period", (statistic, expected) => {
  const all = [2, 9, 4].map((healthyHosts, index) => second(55 + index, { healthyHosts }));
  const { values } = seriesOf(all, (one) => one.healthyHosts, { ...options, statistic });
  expect(values.at(-1)).toBe(expected);
});

test("the sum of no data points is no data", () => {
  expect(sumOf([second(1), second(2)], (one) => one.target5xx, 60)).toBeNull();
  expect(
    sumOf([second(1, { elb502: 3 }), second(2), second(70, { elb502: 1 })], (one) => one.elb502, 60),
  ).toBe(1);
});
