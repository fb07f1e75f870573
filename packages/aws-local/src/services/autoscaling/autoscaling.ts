import type { Fleet } from "../../fleet/fleet.ts";
import type { RunningGroup } from "../../fleet/group.ts";
import { type Place, type Service, service } from "../../service.ts";
import type { Ec2 } from "../ec2/ec2.ts";
import type { Elbv2 } from "../elbv2/elbv2.ts";
import type { Iam } from "../iam/iam.ts";
import type { S3 } from "../s3/s3.ts";
import { describeAutoScalingGroups } from "./describe-auto-scaling-groups.ts";
import { describeAutoScalingInstances } from "./describe-auto-scaling-instances.ts";
import { describeScalingActivities } from "./describe-scaling-activities.ts";
import { describeTags } from "./describe-tags.ts";
import { type GroupProperties, groupResource } from "./group-resource.ts";

/** What groups are created from. */
export interface AutoScalingHost extends Place {
  fleet: Fleet;
  ec2: Pick<Ec2, "launchTemplate" | "subnet">;
  iam: Pick<Iam, "instanceProfile">;
  s3: Pick<S3, "fileOf">;
  elbv2: Pick<Elbv2, "targetGroup" | "targetGroups">;
}

export interface ManagedGroup {
  properties: GroupProperties;
  running: RunningGroup;
}

export interface AutoScalingState {
  host: AutoScalingHost;
  /** By name. */
  groups: Map<string, ManagedGroup>;
}

export interface AutoScaling extends Service {
  readonly groups: ReadonlyMap<string, ManagedGroup>;
}

/** EC2 Auto Scaling: groups that launch, watch and replace instances. */
export function createAutoScaling(host: AutoScalingHost): AutoScaling {
  const state: AutoScalingState = { host, groups: new Map() };
  return {
    ...service<AutoScalingState>({
      model: {
        name: "autoscaling",
        protocols: ["query"],
        namespace: "com.amazonaws.autoscaling",
        target: "AutoScaling_2011_01_01",
        version: "2011-01-01",
        xmlNamespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
        awsQueryCompatible: false,
      },
      state,
      operations: [
        describeAutoScalingGroups,
        describeAutoScalingInstances,
        describeScalingActivities,
        describeTags,
      ],
      resources: [groupResource],
    }),
    groups: state.groups,
  };
}
