import {
  DescribeTargetGroups$,
  type DescribeTargetGroupsInput,
  type DescribeTargetGroupsOutput,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { Elbv2State, RunningTargetGroup } from "./elbv2.ts";
import { checkArn, invalidMarker, loadBalancerNotFound, mostPerPage, targetGroupNotFound } from "./errors.ts";
import { targetGroupsOf } from "./running-listener.ts";

export const describeTargetGroups: Operation<
  Elbv2State,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput
> = {
  schema: DescribeTargetGroups$,
  honours: { LoadBalancerArn: true, Marker: true, Names: true, PageSize: true, TargetGroupArns: true },
  handle({ LoadBalancerArn, TargetGroupArns = [], Names = [], PageSize, Marker }, state) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    for (const arn of TargetGroupArns) {
      checkArn(arn, "target group");
    }
    if (LoadBalancerArn !== undefined && !state.loadBalancers.has(LoadBalancerArn)) {
      throw loadBalancerNotFound();
    }
    const all = [...state.targetGroups.values()];
    const missing =
      TargetGroupArns.some((arn) => !state.targetGroups.has(arn)) ||
      Names.some((name) => !all.some(({ properties }) => properties.name === name));
    if (missing) {
      throw targetGroupNotFound();
    }
    const wanted = all
      .map((running) => ({ running, loadBalancerArns: loadBalancersOf(running, state) }))
      .filter(
        ({ running: { properties }, loadBalancerArns }) =>
          (TargetGroupArns.length === 0 || TargetGroupArns.includes(properties.arn)) &&
          (Names.length === 0 || Names.includes(properties.name)) &&
          (LoadBalancerArn === undefined || loadBalancerArns.includes(LoadBalancerArn)),
      );
    const page = pageOf(wanted, PageSize ?? mostPerPage, Marker, invalidMarker);
    return {
      TargetGroups: page.items.map(({ running, loadBalancerArns }) =>
        targetGroupShape(running, loadBalancerArns),
      ),
      NextMarker: page.nextToken,
    };
  },
};

/** The load balancers whose listeners forward to the group. */
function loadBalancersOf({ properties: { arn } }: RunningTargetGroup, { listeners }: Elbv2State): string[] {
  const forwarding = [...listeners.values()].filter((listener) => targetGroupsOf(listener).has(arn));
  return [...new Set(forwarding.map(({ properties }) => properties.loadBalancerArn))];
}

function targetGroupShape({ properties }: RunningTargetGroup, loadBalancerArns: string[]): TargetGroup {
  const { healthCheck } = properties;
  return {
    TargetGroupArn: properties.arn,
    TargetGroupName: properties.name,
    Protocol: properties.protocol as "HTTP",
    Port: properties.port,
    VpcId: properties.vpcId,
    HealthCheckProtocol: healthCheck.protocol as "HTTP",
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.interval,
    HealthCheckTimeoutSeconds: healthCheck.timeout,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: loadBalancerArns,
    TargetType: properties.targetType,
    ProtocolVersion: properties.protocolVersion,
    IpAddressType: "ipv4",
  };
}
