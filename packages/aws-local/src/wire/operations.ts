import { describeAutoScalingGroups } from "../services/autoscaling/describe-auto-scaling-groups.ts";
import { describeAutoScalingInstances } from "../services/autoscaling/describe-auto-scaling-instances.ts";
import { describeScalingActivities } from "../services/autoscaling/describe-scaling-activities.ts";
import { getMetricData } from "../services/cloudwatch/get-metric-data.ts";
import { getMetricStatistics } from "../services/cloudwatch/get-metric-statistics.ts";
import { listMetrics } from "../services/cloudwatch/list-metrics.ts";
import { describeListeners } from "../services/elbv2/describe-listeners.ts";
import { describeLoadBalancerAttributes } from "../services/elbv2/describe-load-balancer-attributes.ts";
import { describeLoadBalancers } from "../services/elbv2/describe-load-balancers.ts";
import { describeTargetGroupAttributes } from "../services/elbv2/describe-target-group-attributes.ts";
import { describeTargetGroups } from "../services/elbv2/describe-target-groups.ts";
import { describeTargetHealth } from "../services/elbv2/describe-target-health.ts";
import { describeParameters } from "../services/ssm/describe-parameters.ts";
import { getParameter } from "../services/ssm/get-parameter.ts";
import { getParameters } from "../services/ssm/get-parameters.ts";
import { getParametersByPath } from "../services/ssm/get-parameters-by-path.ts";
import { getServiceSetting } from "../services/ssm/get-service-setting.ts";
import { putParameter } from "../services/ssm/put-parameter.ts";
import { updateServiceSetting } from "../services/ssm/update-service-setting.ts";
import { getCallerIdentity } from "../services/sts/get-caller-identity.ts";
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
