import type { LaunchReason, TerminateReason } from "./group-decisions.ts";

/** The activity history's sentences, as DescribeScalingActivities prints them. */
export interface ActivityWording {
  description: string;
  cause: string;
}

/** Number of instances before and after what the group does at once. */
export interface CapacityChange {
  from: number;
  to: number;
}

/** AWS writes times in a cause without milliseconds. */
const stamp = (time: Date) => time.toISOString().replace(/\.\d{3}Z$/, "Z");

export function launchWording(
  instanceId: string,
  reason: LaunchReason,
  time: Date,
  capacity: CapacityChange,
): ActivityWording {
  const at = stamp(time);
  const causes: Record<LaunchReason, string> = {
    capacity:
      `At ${at} a user request created an AutoScalingGroup changing the desired capacity from 0 to ${capacity.to}.  ` +
      `At ${at} an instance was started in response to a difference between desired and actual capacity, ` +
      `increasing the capacity from ${capacity.from} to ${capacity.to}.`,
    replacement: `At ${at} an instance was launched in response to an unhealthy instance needing to be replaced.`,
    rebalance: `At ${at} an instance was launched to aid in balancing the group's zones.`,
  };
  return { description: `Launching a new EC2 instance: ${instanceId}`, cause: causes[reason] };
}

export function terminateWording(
  instanceId: string,
  reason: TerminateReason,
  time: Date,
  capacity: CapacityChange,
): ActivityWording {
  const at = stamp(time);
  const shrinking =
    `an instance was taken out of service in response to a difference between desired and actual capacity, ` +
    `shrinking the capacity from ${capacity.from} to ${capacity.to}.  At ${at} instance ${instanceId} was selected for termination.`;
  const causes: Record<TerminateReason, string> = {
    "ec2-health":
      `At ${at} an instance was taken out of service in response to an EC2 health check ` +
      `indicating it has been terminated or stopped.`,
    "elb-health": `At ${at} an instance was taken out of service in response to an ELB system health check failure.`,
    capacity:
      `At ${at} a user request update of AutoScalingGroup constraints to min: 0, max: 0, desired: 0 ` +
      `changing the desired capacity from ${capacity.from} to 0.  At ${at} ${shrinking}`,
    rebalance: `At ${at} ${shrinking}`,
  };
  return { description: `Terminating EC2 instance: ${instanceId}`, cause: causes[reason] };
}
