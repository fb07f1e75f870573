import { describe, expect, test } from "vitest";
import { AnomalyDetector } from "../../../src/load-balancer/routing/anomaly.ts";

interface Counts {
  recentRequests: number;
  recentFailures: number;
}
const counts = (recentRequests: number, recentFailures: number): Counts => ({
  recentRequests,
  recentFailures,
});
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

test("judges nobody while its peers have too few requests to compare with", () => {
  const targets = [counts(2, 0), counts(1, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  expect(detector.look(targets)).toEqual({ anomalous: 0, mitigated: 0 });
  expect(targets[2].recentRequests).toBe(100);
});

test("knows nothing of a target that was taken out and comes back", () => {
  const targets = [counts(100, 0), counts(100, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  detector.look(targets);
  detector.forget(targets[2]);
  expect(detector.describe(targets[2])).toEqual({ result: "normal", mitigationInEffect: false });
});

test("keeps its verdict, and counts on, while too few requests go to a target to tell", () => {
  const targets = [counts(100, 0), counts(100, 0), counts(100, 100)] as const;
  const detector = new AnomalyDetector<Counts>(mitigating);
  detector.look(targets);
  Object.assign(targets[0], counts(100, 0));
  Object.assign(targets[1], counts(100, 0));
  Object.assign(targets[2], counts(3, 0));
  detector.look(targets);
  expect(detector.describe(targets[2]).result).toBe("anomalous");
  expect(targets[2].recentRequests).toBe(3);
});
