import type { FidelityArea } from "../../../conformance/fidelity-row.ts";
import { provenIn } from "./proven-in.ts";
import { checks, groups, guide, metricsPage } from "./sources.ts";

const health: FidelityArea = "Target health";

/** Health checks and the states they lead to. */
export const states = [
  ...provenIn("health/health-state.test.ts", health, {
    "health.initial": {
      behaviour: "A new target is initial: Elb.RegistrationInProgress, then Elb.InitialHealthChecking.",
      fact: "These are the reasons of initial.",
      source: "ELBv2 API, TargetHealth",
      name: "begins as initial, with the reasons of registration and of the first check",
    },
    "health.first-success": {
      behaviour: "One success makes a new target healthy.",
      fact: "A newly registered target needs to pass one check.",
      source: checks,
      name: "makes a new target healthy at its first success, even after a failure",
    },
    "health.unhealthy-threshold": {
      behaviour: "As many failures in a row as the threshold says make it unhealthy.",
      fact: "UnhealthyThresholdCount: consecutive failures.",
      source: checks,
      name: "lets a healthy target fail once",
    },
    "health.healthy-threshold": {
      behaviour: "As many successes in a row as the threshold says bring it back.",
      fact: "HealthyThresholdCount: consecutive successes of an unhealthy target.",
      source: checks,
      name: "wants as many successes in a row as the threshold says before a target has recovered",
    },
    "health.reason": {
      behaviour: "An unhealthy target shows the reason of its last failure.",
      fact: "Reason and description tell why.",
      source: "ELBv2 API, TargetHealth",
      name: "gives the reason of the last failure",
    },
    "health.rule": {
      behaviour: "The state machine agrees with the documented rule on every history.",
      fact: "First success, then consecutive thresholds.",
      source: checks,
      name: "agrees with the documented rule on every history of checks",
    },
  }),
  ...provenIn("health/matcher.test.ts", health, {
    "health.matcher": {
      behaviour: "Success codes are single, lists and ranges in 200-499.",
      fact: "Matcher.HttpCode: “200”, “200,202”, “200-299”.",
      source: "ELBv2 API, Matcher",
      name: "accepts single codes, lists and ranges as the API has them",
    },
  }),
  ...provenIn("health/health-checks.test.ts", health, {
    "health.sequence": {
      behaviour: "Registration, first check, healthy: every change is told.",
      fact: "initial with its two reasons, then healthy without any.",
      source: checks,
      name: "goes from registration to the first check to healthy",
    },
    "health.request": {
      behaviour: "A check is a GET by ELB-HealthChecker/2.0 on a connection of its own that is closed.",
      fact: "Each check is independent and closes its connection.",
      source: checks,
      name: "checks with GET, its own user agent, and a connection that it closes",
    },
    "health.interval": {
      behaviour: "A target is checked once every interval.",
      fact: "HealthCheckIntervalSeconds.",
      source: checks,
      name: "checks once every interval",
    },
    "health.not-counted": {
      behaviour: "Health checks are in no metric.",
      fact: "Health-check requests are excluded from all metrics.",
      source: metricsPage,
      name: "does not count health checks in any metric",
    },
    "health.reasons": {
      behaviour:
        "Target.ResponseCodeMismatch, Target.Timeout and Target.FailedHealthChecks with AWS's descriptions.",
      fact: "The reason codes and descriptions of unhealthy.",
      source: "ELBv2 API, TargetHealth; ALB user guide, “Health check reason codes”",
      name: "calls a target unhealthy for $kind, with AWS's reason and description",
    },
    "health.thresholds": {
      behaviour: "Two failures take a target out, two successes bring it back, over real connections.",
      fact: "Consecutive thresholds.",
      source: checks,
      name: "takes two failures and, to recover, two successes",
    },
    "health.fail-open": {
      behaviour:
        "Only healthy targets get requests; when none is healthy all get them, and UnhealthyRoutingRequestCount counts.",
      fact: "If all targets are unhealthy in all zones, requests go to all of them (fail-open).",
      source: checks,
      name: "sends requests only to healthy targets, and to all when none is",
    },
    "health.host-counts": {
      behaviour: "HealthyHostCount and UnHealthyHostCount are sampled, per zone and in all.",
      fact: "Reported if health checks are on, with TargetGroup and LoadBalancer, and per zone.",
      source: metricsPage,
      name: "samples healthy and unhealthy hosts every second, per zone and in all",
    },
  }),
];

const groupHealth = guide("Target group health");
/** Which targets get requests. */
export const routable = provenIn("routing/routable-targets.test.ts", health, {
  "health.routing": {
    behaviour: "Healthy targets alone get requests as long as there is one.",
    fact: "Requests go to healthy targets only.",
    source: checks,
    name: "routes to the healthy ones as long as there is one",
  },
  "health.routing-open": {
    behaviour: "With none healthy, all registered targets that were checked get requests.",
    fact: "Fail-open.",
    source: checks,
    name: "fails open to all that are registered when none is healthy",
  },
  "health.minimum-count": {
    behaviour: "Fewer healthy targets than minimum_healthy_targets.count: all get requests.",
    fact: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count.",
    source: groupHealth,
    name: "fails open below the count of healthy targets that is asked for",
  },
  "health.minimum-percentage": {
    behaviour:
      "A smaller share of healthy targets than minimum_healthy_targets.percentage: all get requests.",
    fact: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage.",
    source: groupHealth,
    name: "fails open below the percentage of healthy targets that is asked for",
  },
});

const deregistration = guide("Deregistration delay");
/** Deregistration. */
export const draining = provenIn("draining.test.ts", health, {
  "health.draining": {
    behaviour: "A deregistered target gets nothing new and shows draining until the delay has passed.",
    fact: "It is draining until the deregistration delay ends, even with nothing in flight.",
    source: deregistration,
    name: "takes a deregistered target out at once, and shows it draining until the delay has passed",
  },
  "health.draining-in-flight": {
    behaviour: "What is in flight may finish within the delay.",
    fact: "In-flight requests complete during the delay.",
    source: deregistration,
    name: "lets what is in flight finish, and resolves as soon as nothing is",
  },
  "health.draining-checks": {
    behaviour: "A draining target is not checked.",
    fact: "Health checks are for registered targets.",
    source: checks,
    name: "does not check a draining target's health",
  },
  "health.register-again": {
    behaviour: "A draining target can be registered again.",
    fact: "A deregistered target may be registered with the group again.",
    source: groups,
    name: "registers a draining target anew",
  },
  "health.draining-order": {
    behaviour:
      "Whatever the order of registrations, requests and deregistrations, a draining target gets nothing.",
    fact: "No new requests once it is deregistered.",
    source: deregistration,
    name: "over any order of registrations, requests and deregistrations a draining target gets nothing new",
  },
});
