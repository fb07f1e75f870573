import { describe, expect, test } from "vitest";
import { delayRows, throughputRows } from "../../../src/bench/balancer/beside-haproxy.ts";

const figures = (lab: number, bareNode: number) => ({ lab: [lab], haproxy: [100], bareNode: [bareNode] });

describe("the goal beside HAProxy", () => {
  test.each([
    { lab: 51, bareNode: 90, met: true, why: "reaches it" },
    { lab: 49, bareNode: 90, met: false, why: "misses it, and bare Node does not" },
    { lab: 41, bareNode: 45, met: true, why: "reaches nine tenths of bare Node, which misses it" },
    { lab: 40, bareNode: 45, met: false, why: "misses both" },
  ])("for throughput: $lab of 100 beside $bareNode of bare Node $why", ({ lab, bareNode, met }) => {
    const [own, bare] = throughputRows(figures(lab, bareNode), ", down", 0.5);
    expect(own).toMatchObject({ label: "lab / HAProxy, down", median: lab / 100, goal: { met } });
    expect(bare).toMatchObject({ label: "bare Node / HAProxy, down", median: bareNode / 100 });
  });

  test.each([
    { lab: 199, bareNode: 150, met: true, why: "reaches it" },
    { lab: 201, bareNode: 150, met: false, why: "misses it, and bare Node does not" },
    { lab: 219, bareNode: 200, met: true, why: "is within a tenth of bare Node, which misses it" },
    { lab: 221, bareNode: 200, met: false, why: "misses both" },
  ])("for a delay: $lab of 100 beside $bareNode of bare Node $why", ({ lab, bareNode, met }) => {
    const [own] = delayRows(figures(lab, bareNode), "p99", 2);
    expect(own).toMatchObject({ label: "p99, lab / HAProxy", median: lab / 100, goal: { met } });
  });

  test("is none where none is given", () => {
    expect(throughputRows(figures(1, 1), "")[0]).not.toHaveProperty("goal");
  });
});
