import type { GroupSettings } from "./instance-settings.ts";

/** An EC2 instance of the group under the names of DescribeAutoScalingGroups. */
export interface GroupInstance {
  instanceId: string;
  availabilityZone: string;
  instanceType: string;
  imageId: string;
  privateIp: string;
  lifecycleState: "Pending" | "InService" | "Terminating" | "Terminated";
  healthStatus: "Healthy" | "Unhealthy";
  launchTemplate: { id: string; name: string; version: string };
  /** The process of the server unit; null if none is running. */
  pid: number | null;
  frozen: boolean;
  launchedAt: Date;
}

/** A line of the activity history in AWS's words. */
export interface Activity {
  activityId: string;
  description: string;
  cause: string;
  statusCode: "InProgress" | "Successful" | "Failed" | "Cancelled";
  statusMessage?: string;
  startTime: Date;
  endTime?: Date;
}

/** The current state of an Auto Scaling group. */
export interface Group extends Omit<GroupSettings, "maintenance" | "instance"> {
  createdAt: Date;
  instances: GroupInstance[];
  activities: Activity[];
}
