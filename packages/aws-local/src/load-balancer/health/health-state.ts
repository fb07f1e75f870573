import type { HealthCheckSettings, TargetHealth } from "../contract.ts";

/** How one health check ended. */
export type CheckResult = { ok: true } | { ok: false; reason: FailureReason; description: string };

export type FailureReason = Extract<TargetHealth, { state: "unhealthy" }>["reason"];

/** What a target's health depends on: its last verdict and the number of consecutive checks against it. */
export interface HealthState {
  health: Extract<TargetHealth, { state: "initial" | "healthy" | "unhealthy" }>;
  /** Consecutive passed checks, as far as they count towards healthy. */
  successes: number;
  /** Consecutive failed checks, as far as they count towards unhealthy. */
  failures: number;
}

type Thresholds = Pick<HealthCheckSettings, "healthyThreshold" | "unhealthyThreshold">;

/** A target that has just been registered. */
export const registering: HealthState = {
  health: {
    state: "initial",
    reason: "Elb.RegistrationInProgress",
    description: "Target registration is in progress",
  },
  successes: 0,
  failures: 0,
};

/** A registered target whose first check is in progress. */
export const checkingForTheFirstTime: HealthState = {
  health: {
    state: "initial",
    reason: "Elb.InitialHealthChecking",
    description: "Initial health checks in progress",
  },
  successes: 0,
  failures: 0,
};

/**
 * The state after one more check. A new target needs one success; `healthyThreshold` is only for a target
 * that recovers (ALB user guide, "Health checks for your target groups").
 */
export function afterCheck(before: HealthState, result: CheckResult, thresholds: Thresholds): HealthState {
  return result.ok ? afterSuccess(before, thresholds) : afterFailure(before, result, thresholds);
}

function afterSuccess(before: HealthState, { healthyThreshold }: Thresholds): HealthState {
  const successes = before.successes + 1;
  const recovered = before.health.state !== "unhealthy" || successes >= healthyThreshold;
  if (recovered) {
    return { health: { state: "healthy" }, successes, failures: 0 };
  }
  return { health: before.health, successes, failures: 0 };
}

function afterFailure(
  before: HealthState,
  { reason, description }: Extract<CheckResult, { ok: false }>,
  { unhealthyThreshold }: Thresholds,
): HealthState {
  const failures = before.failures + 1;
  const failed = before.health.state === "unhealthy" || failures >= unhealthyThreshold;
  if (failed) {
    return { health: { state: "unhealthy", reason, description }, successes: 0, failures };
  }
  return { health: before.health, successes: 0, failures };
}
