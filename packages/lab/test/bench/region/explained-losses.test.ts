import type { Sample } from "@soft-landing/experiments/load/sample";
import { describe, expect, test } from "vitest";
import {
  comparedCounts,
  type LossWindow,
  unexplainedLosses,
} from "../../../src/bench/region/explained-losses.ts";

function sample(intendedMs: number, latencyMs: number, failure: string | null): Sample {
  return { intendedMs, lagMs: 0, latencyMs, outcome: failure === null ? "personal" : "failed", failure };
}

const kill: LossWindow = {
  why: "kill",
  failures: ["HTTP 502"],
  onlyHardBuild: false,
  fromMs: 1_000,
  toMs: 2_000,
};
const switchedOff: LossWindow = { ...kill, why: "switch off", onlyHardBuild: true };

describe("a lost request", () => {
  test.each([
    ["under way when it began", sample(900, 100, "HTTP 502"), 0],
    ["sent before it was over", sample(2_000, 5, "HTTP 502"), 0],
    ["around all of it", sample(0, 5_000, "HTTP 502"), 0],
    ["over before it began", sample(900, 99, "HTTP 502"), 1],
    ["sent after it", sample(2_001, 5, "HTTP 502"), 1],
    ["of another kind", sample(1_500, 5, "HTTP 504"), 1],
    ["without an answer", sample(1_500, 5, "connection: ECONNRESET"), 1],
    ["that was none", sample(5_000, 5, null), 0],
  ])("%s is explained by a disturbance or not: %o, %d left", (_what, lost, left) => {
    expect(unexplainedLosses([lost], [kill], [])).toHaveLength(left);
  });

  test("by the dependency is explained only while a build without degradation serves", () => {
    const lost = sample(1_500, 5, "HTTP 502");
    expect(unexplainedLosses([lost], [switchedOff], [])).toEqual([lost]);
    expect(unexplainedLosses([lost], [switchedOff], [{ fromMs: 1_600, toMs: 9_000 }])).toEqual([lost]);
    expect(unexplainedLosses([lost], [switchedOff], [{ fromMs: 0, toMs: 1_500 }])).toEqual([]);
  });
});

test("clients' counts are beside CloudWatch's, with requests without a target counted separately", () => {
  const samples = [
    sample(0, 1, null),
    sample(0, 1, "HTTP 502"),
    sample(0, 1, "HTTP 503"),
    sample(0, 1, "HTTP 504"),
    sample(0, 1, "connection: ECONNRESET"),
  ];
  const counts = { target2xx: 2, elb502: 3, elb503: 5, elb504: 7, elb5xx: 15, elb4xx: 11, requestCount: 13 };
  expect(comparedCounts(samples, counts)).toEqual([
    { label: "200, of targets", clients: 1, cloudWatch: 2 },
    { label: "502", clients: 1, cloudWatch: 3 },
    { label: "503", clients: 1, cloudWatch: 5 },
    { label: "504", clients: 1, cloudWatch: 7 },
    { label: "anything else", clients: 1, cloudWatch: 11 },
    { label: "all", clients: 4, cloudWatch: 13 },
  ]);
});
