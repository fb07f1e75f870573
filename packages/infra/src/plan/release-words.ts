import type { ReleaseVerdict, WaitingInstance } from "@soft-landing/shared/release-verdict";

/** What messages say about a release in addition to its verdict. */
export interface ReleaseFacts {
  build: string;
  autoScalingGroupName: string;
  region: string;
  profile: string | undefined;
  /** Auto Scaling's message about the last failed launch, if instances are missing because of it. */
  failedLaunch: string | undefined;
}

/** The progress of a release, in one line. */
export function progressOf({ healthy, required, waiting }: ReleaseVerdict, failedLaunch?: string): string {
  const kinds = Map.groupBy(waiting, ({ state, reason }) =>
    reason === undefined ? state : `${state} (${reason})`,
  );
  const others = [...kinds].map(([kind, instances]) => `${instances.length} ${kind}`);
  const failed = failedLaunch === undefined ? [] : [`a launch failed: ${failedLaunch}`];
  return [`${healthy} of ${required} new instances are healthy`, ...others, ...failed].join(", ");
}

/** The message if a release does not serve in time: what is wrong, what serves, and what to do. */
export function failureOf(verdict: ReleaseVerdict, facts: ReleaseFacts, waitedMs: number): string {
  const { healthy, required, waiting, healthyElsewhere } = verdict;
  const { build, autoScalingGroupName, region, profile, failedLaunch } = facts;
  const options = `--region ${region}${profile === undefined ? "" : ` --profile ${profile}`}`;
  const console = `aws ec2 get-console-output --latest --output text ${options} --instance-id`;
  const [sample] = waiting;
  return [
    `The release of build ${build} is not healthy: ${healthy} of ${required} instances of ${autoScalingGroupName} are healthy after ${duration(waitedMs)}.`,
    ...waiting.map(faultOf),
    ...(failedLaunch === undefined ? [] : [`  The last launch that failed: ${failedLaunch}`]),
    healthyElsewhere > 0
      ? `Nothing was deleted: ${healthyElsewhere} healthy instances of another release keep serving.`
      : "Nothing was deleted. No instance of another release is healthy.",
    ...(sample === undefined ? [] : [`To read what an instance wrote: ${console} ${sample.instanceId}`]),
    "To wait longer: pulumi up. It does not create a second group.",
    healthyElsewhere > 0
      ? "To go back: restore the config, for a build with `pulumi config set build NAME`, then pulumi up."
      : "To try something else: change the config, then pulumi up. To give up: pulumi destroy.",
    "For more, read docs/when-up-fails.md.",
  ].join("\n");
}

function faultOf({ instanceId, availabilityZone, lifecycleState, ...target }: WaitingInstance): string {
  const health = [target.state, target.reason, target.description].filter(Boolean).join(", ");
  return `  ${instanceId} in ${availabilityZone}, ${lifecycleState}: ${health}`;
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} seconds` : `${Math.round(ms / 60_000)} minutes`;
}
