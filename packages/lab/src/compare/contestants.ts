import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import type { Contestant } from "@soft-landing/experiments/rounds/compare";
import type { Subject } from "@soft-landing/experiments/rounds/run-round";
import { builds, isServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { LabControl } from "../client/lab-control.ts";
import { spawnLab } from "../client/spawn-lab.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { stackOfBuild } from "../program/stack-graph.ts";
import { storyStacks } from "../walkthrough/story-stacks.ts";
import { awsSubject } from "./aws-subject.ts";

/**
 * Every build in its own lab.
 *
 * @param artifact the file of one more build
 */
export function labContestants(artifact?: string): Contestant[] {
  const own = serverBuilds.map(
    (build): Contestant => ({ id: build, start: (signal) => labSubject(build, signal) }),
  );
  return artifact === undefined
    ? own
    : [...own, { id: "custom", start: (signal) => labSubject("custom", signal, artifact) }];
}

/** The stacks named after the builds, as `pulumi up` has deployed them. */
export function deployedContestants(): Contestant[] {
  return serverBuilds.map((build) => ({
    id: build,
    start: async () => await awsSubject(build, await deployedStack(build)),
  }));
}

/**
 * The stacks of a lab that serve the builds. Pulumi has deployed them.
 *
 * @throws UserMistake if no stack serves a build
 */
export async function runningContestants(control: LabControl): Promise<Contestant[]> {
  const { stacks, offers } = await control.stacks();
  if (offers[0] !== undefined) {
    throw new UserMistake(
      `This lab has not started stack ${offers[0]}.`,
      "Start it in the console with Side by side, or leave out --running.",
    );
  }
  const stackNames = storyStacks(stacks);
  return serverBuilds.map((build) => ({
    id: build,
    start: async () => await awsSubject(build, placeOfLab(await control.snapshot(stackNames[build]))),
  }));
}

/** A build in its own lab, which ends with `stop()`. */
async function labSubject(build: string, signal: AbortSignal, artifact?: string): Promise<Subject> {
  const lab = await spawnLab({
    stack: stackOfBuild(build),
    build,
    signal,
    ...(artifact === undefined ? {} : { artifact }),
  });
  const snapshot = await lab.control.snapshot();
  const place = placeOfLab(snapshot);
  return {
    id: build,
    place,
    async perform({ action, ...parameters }) {
      return (await lab.control.perform(action, parameters)).subject;
    },
    extraSettings: {
      "load balancer": `${snapshot.targetGroup.algorithm}, idle timeout ${snapshot.loadBalancer.idleTimeoutSeconds} s`,
      "deregistration delay": `${snapshot.targetGroup.deregistrationDelaySeconds} s`,
      ...(isServerBuild(build)
        ? { "waits for its dependency": waitOf(builds[build].dependencyTimeoutMs) }
        : {}),
    },
    async stop() {
      closePlace(place);
      await lab.stop();
    },
  };
}

const waitOf = (timeoutMs: number | null) =>
  timeoutMs === null ? "as long as the SDK waits" : `${timeoutMs} ms at most`;
