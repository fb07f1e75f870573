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
  test("marks the target that fails while its peers do not, whatever the algorithm, and leaves its share", () => {
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

  test("finds nothing where all fail alike, since it compares with peers", () => {
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

test("judges nobody while its peers have too few requests to compare with, and counts on", () => {
  const targets = [counts(2, 0), counts(1, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  expect(detector.look(targets)).toEqual({ anomalous: 0, mitigated: 0 });
  count(targets[0], 1, 0);
  count(targets[1], 1, 0);
  expect(detector.look(targets)).toEqual({ anomalous: 1, mitigated: 1 });
});

test("judges by what came since the last look", () => {
  const targets = [counts(1000, 0), counts(1000, 0), counts(1000, 1000)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  detector.look(targets);
  for (const target of targets) {
    count(target, 5, 0);
  }
  detector.look(targets);
  expect(detector.describe(targets[2]).result).toBe("normal");
});

test("keeps its verdict, and counts on, while too few requests go to a target to tell", () => {
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
