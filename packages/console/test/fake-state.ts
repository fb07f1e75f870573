import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { FakeLab } from "../dev/fake-lab-model.ts";

/** A fake lab after a story told in seconds. */
export function fakeLab(labId = "lab"): FakeLab {
  return new FakeLab({
    labId,
    startSecond: 1_000,
    pageUrl: "http://127.0.0.1:8080",
    consoleUrl: "http://127.0.0.1:8081",
  });
}

export function steps(lab: FakeLab, seconds: number): FakeLab {
  for (let step = 0; step < seconds; step++) {
    lab.step();
  }
  return lab;
}

export function snapshotOf(labId: string): LabSnapshot {
  return fakeLab(labId).snapshot;
}

/** A second in which nothing happened but what is given. */
export function second(number: number, given: Partial<Second> = {}): Second {
  return {
    second: number,
    requestCount: 0,
    healthyHosts: 3,
    unhealthyHosts: 0,
    requestsByTarget: {},
    traffic: { requestsPerSecond: 0, personal: 0, degraded: 0, failed: 0 },
    ...given,
  };
}
