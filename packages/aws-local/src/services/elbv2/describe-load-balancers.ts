import {
  DescribeLoadBalancers$,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { Elbv2State, RunningLoadBalancer } from "./elbv2.ts";
import { checkArn, invalidMarker, loadBalancerNotFound, mostPerPage } from "./errors.ts";

export const describeLoadBalancers: Operation<
  Elbv2State,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput
> = {
  schema: DescribeLoadBalancers$,
  honours: { LoadBalancerArns: true, Marker: true, Names: true, PageSize: true },
  handle({ LoadBalancerArns = [], Names = [], PageSize, Marker }, state) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    for (const arn of LoadBalancerArns) {
      checkArn(arn, "load balancer");
    }
    const all = [...state.loadBalancers.values()];
    const missing =
      LoadBalancerArns.some((arn) => !state.loadBalancers.has(arn)) ||
      Names.some((name) => !all.some(({ properties }) => properties.name === name));
    if (missing) {
      throw loadBalancerNotFound();
    }
    const wanted = all.filter(
      ({ properties: { arn, name } }) =>
        LoadBalancerArns.length + Names.length === 0 ||
        LoadBalancerArns.includes(arn) ||
        Names.includes(name),
    );
    const page = pageOf(wanted, PageSize ?? mostPerPage, Marker, invalidMarker);
    return {
      LoadBalancers: page.items.map((running) => loadBalancerShape(running, state)),
      NextMarker: page.nextToken,
    };
  },
};

function loadBalancerShape(
  { properties, createdAt, dnsName }: RunningLoadBalancer,
  { ec2 }: Elbv2State,
): LoadBalancer {
  const subnets = properties.subnets.map((subnetId) => ({ subnetId, ...ec2.subnet(subnetId) }));
  return {
    LoadBalancerArn: properties.arn,
    DNSName: dnsName,
    CanonicalHostedZoneId: properties.zoneId,
    CreatedTime: createdAt,
    LoadBalancerName: properties.name,
    Scheme: properties.internal ? "internal" : "internet-facing",
    VpcId: subnets[0]?.vpcId,
    State: { Code: "active" },
    Type: "application",
    AvailabilityZones: subnets.map(({ subnetId, availabilityZone }) => ({
      ZoneName: availabilityZone,
      SubnetId: subnetId,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: properties.securityGroups,
    IpAddressType: properties.ipAddressType as "ipv4",
    EnablePrefixForIpv6SourceNat: "off",
  };
}
