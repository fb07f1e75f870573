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
  /** The process that plays the server unit; null while none runs. */
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

/** The Auto Scaling group that serves. */
export interface Group {
  name: string;
  arn: string;
  minSize: number;
  desiredCapacity: number;
  maxSize: number;
  availabilityZones: string[];
  healthCheckType: "ELB" | "EC2";
  healthCheckGracePeriodSeconds: number;
  targetGroupArns: string[];
  tags: Record<string, string>;
  createdAt: Date;
  instances: GroupInstance[];
  activities: Activity[];
}
