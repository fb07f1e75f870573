import type { LaunchReason, TerminateReason } from "./group-decisions.ts";

/** The activity history's sentences, as DescribeScalingActivities prints them. */
export interface ActivityWording {
  description: string;
  cause: string;
}

/** The number of instances before and after one decision of the group. */
export interface CapacityChange {
  from: number;
  to: number;
}

/** A user's request that changed the desired capacity. */
export type CapacityRequest =
  | { kind: "created"; desiredCapacity: number }
  | { kind: "updated"; minSize: number; maxSize: number; previousCapacity: number; desiredCapacity: number };

/** AWS writes times in a cause without milliseconds. */
const stamp = (time: Date) => time.toISOString().replace(/\.\d{3}Z/, "Z");

/** @param request the request that the group is still carrying out, if any */
export function launchWording(
  instanceId: string,
  reason: LaunchReason,
  time: Date,
  capacity: CapacityChange,
  request: CapacityRequest | null,
): ActivityWording {
  const at = stamp(time);
  const causes: Record<LaunchReason, string> = {
    capacity:
      `${requestWording(request, at)}At ${at} an instance was started in response to a difference between desired and ` +
      `actual capacity, increasing the capacity from ${capacity.from} to ${capacity.to}.`,
    replacement: `At ${at} an instance was launched in response to an unhealthy instance needing to be replaced.`,
    rebalance: `At ${at} an instance was launched to aid in balancing the group's zones.`,
  };
  return { description: `Launching a new EC2 instance: ${instanceId}`, cause: causes[reason] };
}

/** @param request the request that the group is still carrying out, if any */
export function terminateWording(
  instanceId: string,
  reason: TerminateReason,
  time: Date,
  capacity: CapacityChange,
  request: CapacityRequest | null,
): ActivityWording {
  const at = stamp(time);
  const causes: Record<TerminateReason, string> = {
    "ec2-health":
      `At ${at} an instance was taken out of service in response to an EC2 health check ` +
      `indicating it has been terminated or stopped.`,
    "elb-health": `At ${at} an instance was taken out of service in response to an ELB system health check failure.`,
    capacity:
      `${requestWording(request, at)}At ${at} an instance was taken out of service in response to a difference between ` +
      `desired and actual capacity, shrinking the capacity from ${capacity.from} to ${capacity.to}.  ` +
      `At ${at} instance ${instanceId} was selected for termination.`,
  };
  return { description: `Terminating EC2 instance: ${instanceId}`, cause: causes[reason] };
}

function requestWording(request: CapacityRequest | null, at: string): string {
  if (request === null) {
    return "";
  }
  if (request.kind === "created") {
    return (
      `At ${at} a user request created an AutoScalingGroup changing the desired capacity ` +
      `from 0 to ${request.desiredCapacity}.  `
    );
  }
  const { minSize, maxSize, previousCapacity, desiredCapacity } = request;
  return (
    `At ${at} a user request update of AutoScalingGroup constraints to min: ${minSize}, max: ${maxSize}, ` +
    `desired: ${desiredCapacity} changing the desired capacity from ${previousCapacity} to ${desiredCapacity}.  `
  );
}
