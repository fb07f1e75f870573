import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterCheck,
  type CheckResult,
  checkingForTheFirstTime,
  registering,
} from "../../../src/load-balancer/health/health-state.ts";

const passed: CheckResult = { ok: true };
const failed: CheckResult = { ok: false, reason: "Target.Timeout", description: "Request timed out" };
const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };

const stateAfter = (results: CheckResult[], limits = thresholds) =>
  results.reduce((state, result) => afterCheck(state, result, limits), checkingForTheFirstTime).health.state;

describe("the states of a target, as on AWS", () => {
  test("begins as initial, with the reasons of registration and of the first check", () => {
    expect(registering.health).toEqual({
      state: "initial",
      reason: "Elb.RegistrationInProgress",
      description: "Target registration is in progress",
    });
    expect(checkingForTheFirstTime.health).toEqual({
      state: "initial",
      reason: "Elb.InitialHealthChecking",
      description: "Initial health checks in progress",
    });
  });

  test("makes a new target healthy at its first success, even after a failure", () => {
    expect(stateAfter([passed])).toBe("healthy");
    expect(stateAfter([failed, passed])).toBe("healthy");
  });

  test("lets a healthy target fail once", () => {
    expect(stateAfter([passed, failed])).toBe("healthy");
    expect(stateAfter([passed, failed, passed, failed])).toBe("healthy");
    expect(stateAfter([passed, failed, failed])).toBe("unhealthy");
  });

  test("needs as many successes in a row as the threshold says before a target has recovered", () => {
    expect(stateAfter([failed, failed, passed, passed])).toBe("unhealthy");
    expect(stateAfter([failed, failed, passed, passed, failed, passed, passed])).toBe("unhealthy");
    expect(stateAfter([failed, failed, passed, passed, passed])).toBe("healthy");
  });

  test("shows the reason of the last failure", () => {
    const mismatch: CheckResult = {
      ok: false,
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [503]",
    };
    const histories = [
      [failed, failed, mismatch],
      [failed, failed, passed, mismatch],
    ];
    for (const results of histories) {
      const state = results.reduce((s, r) => afterCheck(s, r, thresholds), checkingForTheFirstTime);
      expect(state.health).toEqual({
        state: "unhealthy",
        reason: mismatch.reason,
        description: mismatch.description,
      });
    }
  });

  test("agrees with the documented rule on every history of checks", () => {
    const threshold = fc.integer({ min: 2, max: 10 });
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.record({ healthyThreshold: threshold, unhealthyThreshold: threshold }),
        (history, limits) => {
          const results = history.map((ok) => (ok ? passed : failed));
          expect(stateAfter(results, limits)).toBe(documentedState(history, limits));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The documented rule over a whole history, without any state of its own. */
function documentedState(history: boolean[], limits: typeof thresholds): string {
  let state = "initial";
  for (const [i, ok] of history.entries()) {
    const streak = (value: boolean) => {
      let length = 0;
      for (let at = i; at >= 0 && history[at] === value; at--) {
        length++;
      }
      return length;
    };
    if (state === "initial" && ok) {
      state = "healthy";
    } else if (state === "unhealthy" && ok && streak(true) >= limits.healthyThreshold) {
      state = "healthy";
    } else if (!ok && streak(false) >= limits.unhealthyThreshold) {
      state = "unhealthy";
    }
  }
  return state;
}
