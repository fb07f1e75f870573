import {
  DescribeTargetGroups$,
  type DescribeTargetGroupsInput,
  type DescribeTargetGroupsOutput,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsEndpointOptions } from "../../wire/contract.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { pageOf } from "../../wire/page.ts";
import { checkArn, invalidMarker, loadBalancerNotFound, mostPerPage, targetGroupNotFound } from "./errors.ts";
import { targetGroupFacts } from "./graph-facts.ts";

export const describeTargetGroups: AwsOperation<DescribeTargetGroupsInput, DescribeTargetGroupsOutput> = {
  service: "elasticloadbalancing",
  schema: DescribeTargetGroups$,
  handle({ LoadBalancerArn, TargetGroupArns = [], Names = [], PageSize, Marker }, { lab }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    for (const arn of TargetGroupArns) {
      checkArn(arn, "target group");
    }
    if (LoadBalancerArn !== undefined && LoadBalancerArn !== lab.loadBalancerSettings.arn) {
      throw loadBalancerNotFound();
    }
    const { name, arn } = lab.targetGroupSettings();
    if (TargetGroupArns.some((wanted) => wanted !== arn) || Names.some((wanted) => wanted !== name)) {
      throw targetGroupNotFound();
    }
    const page = pageOf([targetGroupShape(lab)], PageSize ?? mostPerPage, Marker, invalidMarker);
    return { TargetGroups: page.items, NextMarker: page.nextToken };
  },
};

function targetGroupShape({
  graph,
  loadBalancerSettings,
  targetGroupSettings,
}: AwsEndpointOptions): TargetGroup {
  const settings = targetGroupSettings();
  const facts = targetGroupFacts(graph(), settings.arn);
  const { healthCheck } = settings;
  return {
    TargetGroupArn: settings.arn,
    TargetGroupName: settings.name,
    Protocol: facts.protocol as "HTTP",
    Port: settings.port,
    VpcId: facts.vpcId,
    HealthCheckProtocol: facts.healthCheck.protocol as "HTTP",
    HealthCheckPort: facts.healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: [loadBalancerSettings.arn],
    TargetType: facts.targetType as "instance",
    ProtocolVersion: facts.protocolVersion,
    IpAddressType: "ipv4",
  };
}
