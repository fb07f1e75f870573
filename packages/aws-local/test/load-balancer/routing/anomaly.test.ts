import { describe, expect, test } from "vitest";
import { AnomalyDetector } from "../../../src/load-balancer/routing/anomaly.ts";

interface Counts {
  requests: number;
  failures: number;
}
const counts = (requests: number, failures: number): Counts => ({ requests, failures });
const count = (target: Counts, requests: number, failures: number) => {
  target.requests += requests;
  target.failures += failures;
};
const detecting = { algorithm: "round_robin", anomalyMitigation: "off" } as const;
const mitigating = { algorithm: "weighted_random", anomalyMitigation: "on" } as const;

describe("anomaly detection, as on AWS", () => {
  test("marks a target that fails while its peers do not, with every algorithm, and keeps its share", () => {
    const targets = [counts(100, 0), counts(100, 1), counts(100, 60)] as const;
    const detector = new AnomalyDetector<Counts>(detecting);
    expect(detector.look(targets)).toEqual({ anomalous: 1, mitigated: 0 });
    expect(targets.map((target) => detector.describe(target).result)).toEqual([
      "normal",
      "normal",
      "anomalous",
    ]);
    expect(detector.weightOf(targets[2])).toBe(1);
  });

  test("finds no anomaly if all targets fail equally, because it compares peers", () => {
    const targets = [counts(100, 90), counts(100, 95), counts(100, 100)];
    expect(new AnomalyDetector<Counts>(detecting).look(targets)).toEqual({ anomalous: 0, mitigated: 0 });
  });

  test("needs three healthy targets, and forgets an anomaly when there are fewer", () => {
    const targets = [counts(100, 0), counts(100, 0), counts(100, 100)] as const;
    const detector = new AnomalyDetector<Counts>(mitigating);
    detector.look(targets);
    expect(detector.describe(targets[2])).toEqual({ result: "anomalous", mitigationInEffect: true });
    detector.look(targets.slice(1));
    expect(detector.describe(targets[2])).toEqual({ result: "normal", mitigationInEffect: false });
    expect(detector.weightOf(targets[2])).toBe(1);
  });

  test.for([
    { algorithm: "weighted_random", anomalyMitigation: "off" },
    { algorithm: "round_robin", anomalyMitigation: "on" },
    { algorithm: "least_outstanding_requests", anomalyMitigation: "on" },
  ] as const)("does not mitigate with $algorithm and mitigation $anomalyMitigation", (settings) => {
    const targets = [counts(100, 0), counts(100, 0), counts(100, 100)] as const;
    const detector = new AnomalyDetector<Counts>(settings);
    detector.look(targets);
    expect(detector.describe(targets[2])).toEqual({ result: "anomalous", mitigationInEffect: false });
    expect(detector.weightOf(targets[2])).toBe(1);
  });
});

test("judges no target while its peers have too few requests, and continues to count", () => {
  const targets = [counts(2, 0), counts(1, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  expect(detector.look(targets)).toEqual({ anomalous: 0, mitigated: 0 });
  count(targets[0], 1, 0);
  count(targets[1], 1, 0);
  expect(detector.look(targets)).toEqual({ anomalous: 1, mitigated: 1 });
});

test("judges by the requests since the last check", () => {
  const targets = [counts(1000, 0), counts(1000, 0), counts(1000, 1000)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  detector.look(targets);
  for (const target of targets) {
    count(target, 5, 0);
  }
  detector.look(targets);
  expect(detector.describe(targets[2]).result).toBe("normal");
});

test("keeps its verdict, and continues to count, while a target gets too few requests", () => {
  const targets = [counts(100, 0), counts(100, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  detector.look(targets);
  count(targets[0], 100, 0);
  count(targets[1], 100, 0);
  count(targets[2], 3, 0);
  detector.look(targets);
  expect(detector.describe(targets[2]).result).toBe("anomalous");
  count(targets[0], 100, 0);
  count(targets[1], 100, 0);
  count(targets[2], 2, 0);
  detector.look(targets);
  expect(detector.describe(targets[2]).result).toBe("normal");
});

describe("the stand-in's own rule, which AWS does not publish", () => {
  const anomalousOf = (...targets: Counts[]) => {
    const detector = new AnomalyDetector<Counts>(detecting);
    detector.look(targets);
    return targets.map((target) => detector.describe(target).result === "anomalous");
  };

  test("checks every five seconds", () => {
    expect(AnomalyDetector.intervalSeconds).toBe(5);
  });

  test("calls a target anomalous if its share of failures is more than a fifth above that of its peers together", () => {
    expect(anomalousOf(counts(100, 5), counts(100, 5), counts(100, 25))).toEqual([false, false, false]);
    expect(anomalousOf(counts(100, 5), counts(100, 5), counts(100, 26))).toEqual([false, false, true]);
    expect(anomalousOf(counts(100, 0), counts(300, 40), counts(100, 31))).toEqual([false, false, true]);
  });

  test("needs five requests to the target, and five to its peers together", () => {
    expect(anomalousOf(counts(2, 0), counts(3, 0), counts(5, 5))).toEqual([false, false, true]);
    expect(anomalousOf(counts(2, 0), counts(3, 0), counts(4, 4))).toEqual([false, false, false]);
    expect(anomalousOf(counts(2, 0), counts(2, 0), counts(5, 5))).toEqual([false, false, false]);
  });

  test("needs three healthy targets", () => {
    expect(anomalousOf(counts(100, 0), counts(100, 100))).toEqual([false, false]);
  });

  test("halves the weight at each check down to a twentieth, and restores it in tenths", () => {
    const targets = [counts(0, 0), counts(0, 0), counts(0, 0)] as const;
    const detector = new AnomalyDetector<Counts>(mitigating);
    const weightAfter = (failures: number) => {
      for (const target of targets) {
        count(target, 10, target === targets[2] ? failures : 0);
      }
      detector.look(targets);
      return Number(detector.weightOf(targets[2]).toFixed(4));
    };
    expect(detector.weightOf(targets[2])).toBe(1);
    expect([10, 10, 10, 10, 10, 10].map(weightAfter)).toEqual([0.5, 0.25, 0.125, 0.0625, 0.05, 0.05]);
    expect([0, 0, 0].map(weightAfter)).toEqual([0.15, 0.25, 0.35]);
    expect(detector.describe(targets[2])).toEqual({ result: "normal", mitigationInEffect: true });
    expect([0, 0, 0, 0, 0, 0, 0, 0].map(weightAfter).slice(-2)).toEqual([1, 1]);
    expect(detector.describe(targets[2])).toEqual({ result: "normal", mitigationInEffect: false });
    expect(detector.weightOf(targets[0])).toBe(1);
  });

  test("treats a target that it has not checked as normal", () => {
    const detector = new AnomalyDetector<Counts>(mitigating);
    expect(detector.describe(counts(9, 9))).toEqual({ result: "normal", mitigationInEffect: false });
  });
});
