import { builds, type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import type { Probe } from "@soft-landing/shared/experiment";

/** Promises that several experiments share. */

/**
 * On a busy machine, a page sometimes misses its time budget and degrades, so not every page is promised to
 * be personal.
 */
export const healthyBefore: Probe[] = [
  {
    name: "Before the fault, every request is answered",
    build: "every",
    phase: "before",
    measure: "availability",
    tolerance: { min: 1 },
  },
  {
    name: "Before the fault, at least 95 % of the pages are personal",
    build: "every",
    phase: "before",
    measure: "personalShare",
    tolerance: { min: 0.95 },
  },
];

export const healthyAfter: Probe[] = [
  {
    name: "After the fault, every request is answered",
    build: "every",
    phase: "after",
    measure: "availability",
    tolerance: { min: 1 },
  },
  {
    name: "Personal pages come back without intervention",
    build: "every",
    phase: "after",
    measure: "recoverySeconds",
    tolerance: { max: 8 },
  },
];

/** Builds in which a failed call ends the request. */
const hardBuilds = serverBuilds.filter((build) => !builds[build].degrades);
/** Builds that answer with a fallback when a call fails. */
const softBuilds = serverBuilds.filter((build) => builds[build].degrades);

/** The same promise for each of some builds. */
function ofEach(
  names: readonly ServerBuild[],
  promise: (build: ServerBuild) => Omit<Probe, "build" | "phase"> & Partial<Pick<Probe, "phase">>,
): Probe[] {
  return names.map((build) => ({ build, phase: "during", ...promise(build) }));
}

export const softLosesNothing = ofEach(softBuilds, (build) => ({
  name: `${build} answers every request, from the first to the last`,
  phase: "whole",
  measure: "failed",
  tolerance: { max: 0 },
}));

export const softDegrades = ofEach(softBuilds, (build) => ({
  name: `${build} gives every user the general recommendation during the fault`,
  measure: "degradedShare",
  tolerance: { min: 1 },
}));

export const hardFails = ofEach(hardBuilds, (build) => ({
  name: `${build} answers no request during the fault`,
  measure: "availability",
  tolerance: { max: 0 },
}));

export const hardFailuresAreBadGateways = ofEach(hardBuilds, (build) => ({
  name: `Users see every failure of ${build} as 502 Bad Gateway`,
  measure: "badGatewayShareOfFailures",
  tolerance: { min: 1 },
}));

export const balancerCounts502 = ofEach(hardBuilds, (build) => ({
  name: `The load balancer counts its own 502s for ${build}`,
  phase: "whole",
  measure: "elb502",
  tolerance: { min: 1 },
}));

export const targetsCountNo5xx = ofEach(hardBuilds, (build) => ({
  name: `The targets of ${build} report no 5XX: they give no answer to count`,
  phase: "whole",
  measure: "target5xx",
  tolerance: { max: 0 },
}));

/** Builds without a timeout wait as long as their dependency takes. */
export const unlimitedBuildsWait = ofEach(
  serverBuilds.filter((build) => builds[build].dependencyTimeoutMs === null),
  (build) => ({
    name: `${build}'s median request takes at least 0.8 s`,
    measure: "p50Ms",
    tolerance: { min: 800 },
  }),
);

/** A build that degrades and has a timeout stays fast when its dependency does not. */
export const softStaysFast = softBuilds.flatMap((build): Probe[] => {
  const { dependencyTimeoutMs } = builds[build];
  return dependencyTimeoutMs === null
    ? []
    : [
        {
          name: `${build}'s median request is at most 5 ms slower than before the fault`,
          build,
          phase: "during",
          measure: "p50Ms",
          tolerance: { max: 5, relativeTo: "before" },
        },
        {
          name: `${build}'s p99 stays within its ${dependencyTimeoutMs} ms timeout plus 25 ms`,
          build,
          phase: "during",
          measure: "p99Ms",
          tolerance: { max: dependencyTimeoutMs + 25 },
        },
      ];
});

export const softRecoversSoon = ofEach(softBuilds, (build) => ({
  name: `${build} is back to personal pages within 3 s after the fault`,
  phase: "after",
  measure: "recoverySeconds",
  tolerance: { max: 3 },
}));
