import type { RunningGroup } from "@soft-landing/aws-local/fleet/group";
import type { TargetDescription, TargetGroup } from "@soft-landing/aws-local/load-balancer/contract";
import type { Clock } from "@soft-landing/shared/clock";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/** What is seen of a release's instances while one waits for them. */
export interface ReleaseObservation {
  required: number;
  instances: { id: string; failures: number; lastEnd: string | null }[];
  /** What the group says of its launches that failed, newest first. */
  failedLaunches: string[];
  /** Those of the release's instances that are registered. */
  targets: Pick<TargetDescription, "target" | "health">[];
  waitedMs: number;
  limitMs: number;
}

export type ReleaseVerdict =
  | { kind: "waiting"; healthy: number }
  | { kind: "serving" }
  | { kind: "failed"; reason: string; culprit?: string };

/** A server that died this often before it was healthy once will go on dying: AWS would wait ten minutes to say so. */
const hopelessFailures = 2;

/**
 * Judges whether a new release serves: as many healthy targets as the group wants instances.
 */
export function judgeRelease({
  required,
  instances,
  failedLaunches,
  targets,
  waitedMs,
  limitMs,
}: ReleaseObservation): ReleaseVerdict {
  const healthy = targets.filter(({ health }) => health.state === "healthy").length;
  if (healthy >= required) {
    return { kind: "serving" };
  }
  const dying = instances.find(({ failures }) => failures >= hopelessFailures);
  if (dying !== undefined) {
    const reason = `the server on ${dying.id} ${dying.lastEnd ?? "ended"}, ${dying.failures} times in a row`;
    return { kind: "failed", reason, culprit: dying.id };
  }
  const [launchFailure] = failedLaunches;
  if (launchFailure !== undefined && failedLaunches.length >= hopelessFailures) {
    return { kind: "failed", reason: `its instances cannot be launched: ${launchFailure}` };
  }
  if (waitedMs < limitMs) {
    return { kind: "waiting", healthy };
  }
  return { kind: "failed", ...timeoutReason(targets, healthy, required, limitMs) };
}

function timeoutReason(
  targets: ReleaseObservation["targets"],
  healthy: number,
  required: number,
  limitMs: number,
): { reason: string; culprit?: string } {
  const count = `${healthy} of ${required} targets turned healthy within ${Math.round(limitMs / 1_000)} s`;
  const worst = targets.find(({ health }) => health.state === "unhealthy");
  if (worst === undefined || worst.health.state !== "unhealthy") {
    return { reason: count };
  }
  const { reason, description } = worst.health;
  return { reason: `${count}: ${reason}, ${description}`, culprit: worst.target.id };
}

export interface AwaitReleaseOptions {
  group: RunningGroup;
  /** Where the group's instances are registered. */
  targetGroup: Pick<TargetGroup, "describeTargets">;
  /** What the release is called in messages. */
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
 * @throws UserMistake with the reason when they never will, and with the server's last words
 */
export async function awaitRelease(options: AwaitReleaseOptions): Promise<void> {
  const { clock, signal } = options;
  const startMs = clock.nowMs();
  for (;;) {
    signal.throwIfAborted();
    const verdict = judgeRelease(observe(options, clock.nowMs() - startMs));
    if (verdict.kind === "serving") {
      return;
    }
    if (verdict.kind === "failed") {
      throw releaseFailure(options, verdict.reason, verdict.culprit);
    }
    options.onHealthy(verdict.healthy);
    await new Promise<void>((resolve) => clock.after(pollMs, resolve));
  }
}

function observe({ group, targetGroup, limitMs }: AwaitReleaseOptions, waitedMs: number): ReleaseObservation {
  const instances = group.instances();
  const ids = new Set(instances.map(({ id }) => id));
  return {
    required: group.settings.desiredCapacity,
    instances: instances.map((instance) => ({ id: instance.id, ...instance.unit() })),
    failedLaunches: group
      .describe()
      .activities.filter(
        ({ statusCode, description }) => statusCode === "Failed" && description.startsWith("Launching"),
      )
      .map(({ statusMessage, description }) => statusMessage ?? description),
    targets: targetGroup.describeTargets().filter(({ target }) => ids.has(target.id)),
    waitedMs,
    limitMs,
  };
}

function releaseFailure(
  { group, build }: AwaitReleaseOptions,
  reason: string,
  culprit: string | undefined,
): UserMistake {
  const instance = group.instances().find(({ id }) => id === culprit);
  const words = instance?.logTail() ?? "";
  const lastWords =
    words === "" ? " It wrote nothing." : ` Its last words:\n${words.replaceAll(/^/gm, "    ")}`;
  return new UserMistake(
    `Build ${build} never turned healthy: ${reason}.${culprit === undefined ? "" : lastWords}`,
    "Try the artifact by itself: unpack it and run its `start` with HOST and PORT set.",
  );
}
