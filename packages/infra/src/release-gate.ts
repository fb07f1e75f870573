import { setTimeout as sleep } from "node:timers/promises";
import {
  AutoScalingClient,
  AutoScalingServiceException,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ElasticLoadBalancingV2ServiceException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { judgeRelease, type ReleaseVerdict } from "@soft-landing/shared/release-verdict";
import { awsClientSettings } from "./account.ts";
import { failureOf, progressOf } from "./plan/release-words.ts";

/** The release that an update has created, or found unchanged. */
export interface GatedRelease {
  build: string;
  group: aws.autoscaling.Group;
  targetGroupArn: pulumi.Output<string>;
  /** How many instances must be healthy. */
  instanceCount: number;
  timeoutMinutes: number;
  /** Known once every resource of the program exists: an error must not interrupt a registration. */
  registered: pulumi.Output<unknown>;
}

/** What AWS reports about a release at one moment. */
type Sight =
  | { verdict: ReleaseVerdict; failedLaunch: string | undefined; trouble?: never }
  | { verdict?: never; trouble: string };

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/**
 * Waits until the release's own instances are healthy behind the load balancer, and reports their progress.
 * If an update ends here with an error, Pulumi deletes nothing, so the previous release keeps serving.
 *
 * @throws pulumi.RunError when the release does not serve in time, or when AWS denies the calls.
 */
export async function passGate(release: GatedRelease): Promise<void> {
  const limitMs = releaseTimeoutMs(release.timeoutMinutes);
  const { group, build, instanceCount } = release;
  const { autoScalingGroupName, targetGroupArn } = await resolved({
    autoScalingGroupName: group.name,
    targetGroupArn: release.targetGroupArn,
    registered: release.registered,
  });
  const look = createObserver(autoScalingGroupName, targetGroupArn, instanceCount);
  const { region = "", profile } = aws.config;
  const facts = { build, autoScalingGroupName, region, profile };
  const startedAt = performance.now();
  let told = "";
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const sight = await look();
    if (sight.verdict?.serves) {
      return;
    }
    const waitedMs = performance.now() - startedAt;
    if (waitedMs >= limitMs) {
      throw new pulumi.RunError(
        sight.verdict === undefined
          ? unknownRelease(sight.trouble)
          : failureOf(sight.verdict, { ...facts, failedLaunch: sight.failedLaunch }, waitedMs),
      );
    }
    const progress = sight.trouble ?? progressOf(sight.verdict, sight.failedLaunch);
    if (progress !== told) {
      await pulumi.log.info(progress, group, undefined, true);
      told = progress;
    }
    await sleep(Math.min(pauseMs, limitMs - waitedMs));
  }
}

/**
 * In a lab nothing boots, so a release serves within seconds or never: `pnpm lab env` sets a shorter limit.
 */
function releaseTimeoutMs(timeoutMinutes: number): number {
  const variable = "SOFT_LANDING_RELEASE_TIMEOUT_SECONDS";
  const seconds = process.env[variable];
  if (seconds === undefined || seconds === "") {
    return timeoutMinutes * 60_000;
  }
  if (!/^[0-9]{1,5}$/.test(seconds)) {
    throw new pulumi.RunError(`${variable} = ${seconds}: give a whole number of seconds, or unset it.`);
  }
  return Number(seconds) * 1_000;
}

/** Asks Auto Scaling and the load balancer about the release's own instances. */
function createObserver(autoScalingGroupName: string, targetGroupArn: string, required: number) {
  const settings = awsClientSettings();
  const autoScaling = new AutoScalingClient(settings);
  const loadBalancing = new ElasticLoadBalancingV2Client(settings);

  async function look(): Promise<Sight> {
    const [{ AutoScalingGroups = [] }, { TargetHealthDescriptions = [] }] = await Promise.all([
      autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [autoScalingGroupName] }),
      ),
      loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
    ]);
    const instances = (AutoScalingGroups[0]?.Instances ?? []).map(
      ({ InstanceId = "", AvailabilityZone = "", LifecycleState = "" }) => ({
        instanceId: InstanceId,
        availabilityZone: AvailabilityZone,
        lifecycleState: LifecycleState,
      }),
    );
    const targets = TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      instanceId: Target?.Id ?? "",
      state: TargetHealth?.State ?? "",
      reason: TargetHealth?.Reason,
      description: TargetHealth?.Description,
    }));
    return {
      verdict: judgeRelease({ required, instances, targets }),
      failedLaunch: instances.length < required ? await lastFailedLaunch() : undefined,
    };
  }

  async function lastFailedLaunch(): Promise<string | undefined> {
    const { Activities = [] } = await autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: autoScalingGroupName, MaxRecords: 20 }),
    );
    return Activities.find(({ StatusCode }) => StatusCode === "Failed")?.StatusMessage;
  }

  return () => look().catch(troubleOf);
}

/** A failed call is repeated. A call that AWS denies to these credentials will be denied again. */
function troubleOf(error: unknown): Sight {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isAnswer =
    error instanceof AutoScalingServiceException || error instanceof ElasticLoadBalancingV2ServiceException;
  if (isAnswer && error.$metadata.httpStatusCode === 403) {
    throw new pulumi.RunError(
      `${unknownRelease(reason)} It needs autoscaling:DescribeAutoScalingGroups, ` +
        "autoscaling:DescribeScalingActivities and elasticloadbalancing:DescribeTargetHealth.",
    );
  }
  return { trouble: `AWS does not answer (${reason})` };
}

function unknownRelease(reason: string): string {
  return (
    `It is unknown whether the release serves: ${reason}. Nothing was deleted. ` +
    "When these credentials can make the calls, run pulumi up again. It creates no second group."
  );
}

function resolved<Value>(value: pulumi.Input<Value>): Promise<pulumi.Unwrap<Value>> {
  return new Promise((resolve) => pulumi.output(value).apply(resolve));
}
