import {
  DescribeLoadBalancers$,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsEndpointOptions } from "../../wire/contract.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { pageOf } from "../../wire/page.ts";
import { checkArn, invalidMarker, loadBalancerNotFound, mostPerPage } from "./errors.ts";
import { loadBalancerFacts, networkFacts } from "./graph-facts.ts";

export const describeLoadBalancers: AwsOperation<DescribeLoadBalancersInput, DescribeLoadBalancersOutput> = {
  service: "elasticloadbalancing",
  schema: DescribeLoadBalancers$,
  handle({ LoadBalancerArns = [], Names = [], PageSize, Marker }, { lab }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    for (const arn of LoadBalancerArns) {
      checkArn(arn, "load balancer");
    }
    const { name, arn } = lab.loadBalancerSettings;
    if (LoadBalancerArns.some((wanted) => wanted !== arn) || Names.some((wanted) => wanted !== name)) {
      throw loadBalancerNotFound();
    }
    const page = pageOf([loadBalancerShape(lab)], PageSize ?? mostPerPage, Marker, invalidMarker);
    return { LoadBalancers: page.items, NextMarker: page.nextToken };
  },
};

function loadBalancerShape({ graph, group, loadBalancerSettings }: AwsEndpointOptions): LoadBalancer {
  const facts = loadBalancerFacts(graph(), loadBalancerSettings.arn);
  const { vpcId, zoneOfSubnet } = networkFacts(graph());
  return {
    LoadBalancerArn: loadBalancerSettings.arn,
    DNSName: facts.dnsName,
    CanonicalHostedZoneId: facts.zoneId,
    // The balancer is made just before the group that it serves.
    CreatedTime: group().createdAt,
    LoadBalancerName: loadBalancerSettings.name,
    Scheme: facts.internal ? "internal" : "internet-facing",
    VpcId: vpcId,
    State: { Code: "active" },
    Type: "application",
    AvailabilityZones: facts.subnets.map((subnetId) => ({
      ZoneName: zoneOfSubnet(subnetId),
      SubnetId: subnetId,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: facts.securityGroups,
    IpAddressType: facts.ipAddressType as "ipv4",
  };
}
