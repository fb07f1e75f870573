import type { Experiment } from "@soft-landing/shared/experiment";
import { expect, test } from "vitest";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import { atRate } from "../../src/rounds/compare.ts";

const rateOf = ({ load }: Experiment) => load.ratePerSecond;

test("an experiment keeps its own rate in the lab, and gets at most 20 requests a second on AWS", () => {
  expect(rateOf(atRate(dependencyOff, undefined, "lab"))).toBe(100);
  expect(rateOf(atRate(dependencyOff, undefined, "aws"))).toBe(20);
});

test("a given rate is used, unless AWS would throttle it", () => {
  expect(rateOf(atRate(dependencyOff, 300, "lab"))).toBe(300);
  expect(rateOf(atRate(dependencyOff, 5, "aws"))).toBe(5);
  expect(() => atRate(dependencyOff, 50, "aws")).toThrow("at most 20 requests/s, and --rate says 50");
});

test("a rate that makes more requests than a run may have is refused, with the highest possible rate", () => {
  const long = { ...dependencyOff, phases: { beforeSeconds: 300, faultSeconds: 300, afterSeconds: 300 } };
  expect(rateOf(atRate(long, 133, "lab"))).toBe(133);
  expect(() => atRate(long, 134, "lab")).toThrow("120600 requests to each build; 120000 are the limit");
});
