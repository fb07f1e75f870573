import type { RunningGroup } from "@soft-landing/aws-local/fleet/group";
import type { TargetGroup } from "@soft-landing/aws-local/load-balancer/contract";
import type { Clock } from "@soft-landing/shared/clock";
import { judgeRelease, type ReleaseVerdict } from "@soft-landing/shared/release-verdict";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/** What can be seen of a release while waiting for it: AWS's own words, and what only this machine knows. */
export interface ReleaseSight {
  verdict: ReleaseVerdict;
  instances: { id: string; failures: number; lastEnd: string | null }[];
  /** The group's messages about failed launches, newest first. */
  failedLaunches: string[];
  waitedMs: number;
  limitMs: number;
}

/** How a release failed. */
export interface ReleaseFault {
  reason: string;
  /** The instance to blame, if it is one. */
  culprit?: string;
}

/**
 * A server that ended this often before it was healthy once will keep ending: AWS would need ten minutes to
 * say so.
 */
const hopelessFailures = 2;

/** Why a release will never serve, or not in time; undefined while it still may. */
export function releaseFault(sight: ReleaseSight): ReleaseFault | undefined {
  const { verdict, instances, failedLaunches, waitedMs, limitMs } = sight;
  const dying = instances.find(({ failures }) => failures >= hopelessFailures);
  if (dying !== undefined) {
    const reason = `the server on ${dying.id} ${dying.lastEnd ?? "ended"}, ${dying.failures} times in a row`;
    return { reason, culprit: dying.id };
  }
  const [launchFailure] = failedLaunches;
  if (launchFailure !== undefined && failedLaunches.length >= hopelessFailures) {
    return { reason: `its instances cannot be launched: ${launchFailure}` };
  }
  return waitedMs < limitMs ? undefined : timeoutFault(verdict, limitMs);
}

function timeoutFault({ healthy, required, waiting }: ReleaseVerdict, limitMs: number): ReleaseFault {
  const count = `${healthy} of ${required} targets became healthy within ${Math.round(limitMs / 1_000)} s`;
  const worst = waiting.find(({ state }) => state === "unhealthy");
  return worst === undefined
    ? { reason: count }
    : { reason: `${count} (${worst.reason}, ${worst.description})`, culprit: worst.instanceId };
}

export interface AwaitReleaseOptions {
  group: RunningGroup;
  /** Where the group's instances are registered. */
  targetGroup: Pick<TargetGroup, "describeTargets">;
  /** The name of the release in messages. */
  build: string;
  clock: Clock;
  limitMs: number;
  signal: AbortSignal;
  onHealthy: (healthy: number) => void;
}

const pollMs = 25;

/**
 * Resolves when the group's targets serve.
 *
 * @throws UserMistake with the reason if they never will, and with the server's last lines
 */
export async function awaitRelease(options: AwaitReleaseOptions): Promise<void> {
  const { clock, signal } = options;
  const startMs = clock.nowMs();
  for (;;) {
    signal.throwIfAborted();
    const sight = look(options, clock.nowMs() - startMs);
    if (sight.verdict.serves) {
      return;
    }
    const fault = releaseFault(sight);
    if (fault !== undefined) {
      throw releaseFailure(options, fault);
    }
    options.onHealthy(sight.verdict.healthy);
    await new Promise<void>((resolve) => clock.after(pollMs, resolve));
  }
}

function look({ group, targetGroup, limitMs }: AwaitReleaseOptions, waitedMs: number): ReleaseSight {
  const { instances, activities } = group.describe();
  return {
    verdict: judgeRelease({
      required: group.settings.desiredCapacity,
      instances,
      targets: targetGroup
        .describeTargets()
        .map(({ target, health }) => ({ ...health, instanceId: target.id })),
    }),
    instances: group.instances().map((instance) => ({ id: instance.id, ...instance.unit() })),
    failedLaunches: activities
      .filter(({ statusCode, description }) => statusCode === "Failed" && description.startsWith("Launching"))
      .map(({ statusMessage, description }) => statusMessage ?? description),
    waitedMs,
    limitMs,
  };
}

function releaseFailure(
  { group, build }: AwaitReleaseOptions,
  { reason, culprit }: ReleaseFault,
): UserMistake {
  const instance = group.instances().find(({ id }) => id === culprit);
  const words = instance?.logTail() ?? "";
  const lastWords =
    words === ""
      ? ` The server on ${culprit} wrote nothing.`
      : ` The last lines of ${culprit}:\n${words.replaceAll(/^/gm, "    ")}`;
  return new UserMistake(
    `Build ${build} never became healthy: ${reason}.${culprit === undefined ? "" : lastWords}`,
    "Try the artifact on its own: unpack it and run its `start` with HOST and PORT set.",
  );
}
