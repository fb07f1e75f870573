import { resolve } from "node:path";
import type { Contestant } from "@soft-landing/experiments/rounds/compare";
import { serverBuilds } from "@soft-landing/shared/builds";
import { deployedStack } from "../program/deployed-stack.ts";
import { awsSubject } from "./aws-subject.ts";
import { labSubject } from "./lab-subject.ts";

/** Every build in a lab of its own, and the artifact, if one is given, as a further one. */
export function labContestants(artifact?: string): Contestant[] {
  const builds: Contestant[] = serverBuilds.map((build) => ({
    id: build,
    start: (signal) => labSubject({ build, signal }),
  }));
  if (artifact === undefined) {
    return builds;
  }
  const file = resolve(artifact);
  return [
    ...builds,
    { id: "custom", start: (signal) => labSubject({ build: "custom", artifact: file, signal }) },
  ];
}

/** The stacks that carry the builds' names, as `pulumi up` has deployed them. */
export function deployedContestants(): Contestant[] {
  return serverBuilds.map((build) => ({
    id: build,
    start: async () => await awsSubject(build, await deployedStack(build)),
  }));
}
