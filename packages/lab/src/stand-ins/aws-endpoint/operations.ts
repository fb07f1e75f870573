import { describeAutoScalingGroups } from "../autoscaling/describe-auto-scaling-groups.ts";
import { describeAutoScalingInstances } from "../autoscaling/describe-auto-scaling-instances.ts";
import { describeScalingActivities } from "../autoscaling/describe-scaling-activities.ts";
import { getMetricData } from "../cloudwatch/get-metric-data.ts";
import { getMetricStatistics } from "../cloudwatch/get-metric-statistics.ts";
import { listMetrics } from "../cloudwatch/list-metrics.ts";
import { describeListeners } from "../elbv2/describe-listeners.ts";
import { describeLoadBalancerAttributes } from "../elbv2/describe-load-balancer-attributes.ts";
import { describeLoadBalancers } from "../elbv2/describe-load-balancers.ts";
import { describeTargetGroupAttributes } from "../elbv2/describe-target-group-attributes.ts";
import { describeTargetGroups } from "../elbv2/describe-target-groups.ts";
import { describeTargetHealth } from "../elbv2/describe-target-health.ts";
import { describeParameters } from "../ssm/describe-parameters.ts";
import { getParameter } from "../ssm/get-parameter.ts";
import { getParameters } from "../ssm/get-parameters.ts";
import { getParametersByPath } from "../ssm/get-parameters-by-path.ts";
import { getServiceSetting } from "../ssm/get-service-setting.ts";
import { putParameter } from "../ssm/put-parameter.ts";
import { updateServiceSetting } from "../ssm/update-service-setting.ts";
import { getCallerIdentity } from "../sts/get-caller-identity.ts";
import type { RegisteredOperation } from "./operation.ts";
import type { ServiceName } from "./service-models.ts";

/** Every call that the lab itself answers; DynamoDB's are dynalite's. */
export const operations: readonly RegisteredOperation[] = [
  describeAutoScalingGroups,
  describeAutoScalingInstances,
  describeListeners,
  describeLoadBalancerAttributes,
  describeLoadBalancers,
  describeParameters,
  describeScalingActivities,
  describeTargetGroupAttributes,
  describeTargetGroups,
  describeTargetHealth,
  getCallerIdentity,
  getMetricData,
  getMetricStatistics,
  getParameter,
  getParameters,
  getParametersByPath,
  getServiceSetting,
  listMetrics,
  putParameter,
  updateServiceSetting,
];

const byCall = new Map(
  operations.map((operation) => [`${operation.service} ${operation.schema[2]}`, operation]),
);

export function findOperation(service: ServiceName, name: string): RegisteredOperation | undefined {
  return byCall.get(`${service} ${name}`);
}
