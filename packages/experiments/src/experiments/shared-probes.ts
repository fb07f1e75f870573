import { builds } from "@soft-landing/shared/builds";
import type { Probe } from "@soft-landing/shared/experiment";

/** Promises that several experiments make in the same words. */

/** A machine that is short of processor time makes a page miss its time budget now and then, so that it degrades: personal pages are not promised to the last one. */
export const healthyBefore: Probe[] = [
  {
    name: "Before the fault everybody is answered",
    build: "every",
    phase: "before",
    measure: "availability",
    tolerance: { min: 1 },
  },
  {
    name: "Before the fault at least 95 % of the pages are personal",
    build: "every",
    phase: "before",
    measure: "personalShare",
    tolerance: { min: 0.95 },
  },
];

export const healthyAfter: Probe[] = [
  {
    name: "After the fault everybody is answered",
    build: "every",
    phase: "after",
    measure: "availability",
    tolerance: { min: 1 },
  },
  {
    name: "Personal pages come back by themselves",
    build: "every",
    phase: "after",
    measure: "recoverySeconds",
    tolerance: { max: 8 },
  },
];

export const softLosesNothing: Probe = {
  name: "error-handling answers every request, from the first to the last",
  build: "error-handling",
  phase: "whole",
  measure: "failed",
  tolerance: { max: 0 },
};

export const softDegrades: Probe = {
  name: "error-handling gives everybody the general recommendation during the fault",
  build: "error-handling",
  phase: "during",
  measure: "degradedShare",
  tolerance: { min: 1 },
};

export const hardFails: Probe = {
  name: "basic answers nobody during the fault",
  build: "basic",
  phase: "during",
  measure: "availability",
  tolerance: { max: 0 },
};

export const hardFailuresAreBadGateways: Probe = {
  name: "Every failure of basic reaches people as 502 Bad Gateway",
  build: "basic",
  phase: "during",
  measure: "badGatewayShareOfFailures",
  tolerance: { min: 1 },
};

export const balancerCounts502: Probe = {
  name: "The load balancer counts its own 502s for basic",
  build: "basic",
  phase: "whole",
  measure: "elb502",
  tolerance: { min: 1 },
};

export const targetsCountNo5xx: Probe = {
  name: "The targets of basic report no 5XX at all: they give no answer that could be counted",
  build: "basic",
  phase: "whole",
  measure: "target5xx",
  tolerance: { max: 0 },
};

const { dependencyTimeoutMs } = builds["error-handling"];

/** The error-handling build stays fast although its dependency is not. */
export const softStaysFast: Probe[] = [
  {
    name: "error-handling's middle request is at most 5 ms slower than before the fault",
    build: "error-handling",
    phase: "during",
    measure: "p50Ms",
    tolerance: { max: 5, relativeTo: "before" },
  },
  {
    name: `error-handling's p99 stays within its ${dependencyTimeoutMs} ms timeout plus 25 ms`,
    build: "error-handling",
    phase: "during",
    measure: "p99Ms",
    tolerance: { max: dependencyTimeoutMs + 25 },
  },
];

export const softRecoversSoon: Probe = {
  name: "error-handling is back to personal pages within 3 s after the fault",
  build: "error-handling",
  phase: "after",
  measure: "recoverySeconds",
  tolerance: { max: 3 },
};
