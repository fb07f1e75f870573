import {
  DescribeLoadBalancers$,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkConstraints } from "../aws-endpoint/constraints.ts";
import type { AwsEndpointOptions } from "../aws-endpoint/contract.ts";
import type { AwsOperation } from "../aws-endpoint/operation.ts";
import { checkArn, loadBalancerNotFound } from "./errors.ts";
import { loadBalancerFacts, networkFacts } from "./graph-facts.ts";

export const describeLoadBalancers: AwsOperation<DescribeLoadBalancersInput, DescribeLoadBalancersOutput> = {
  service: "elasticloadbalancing",
  schema: DescribeLoadBalancers$,
  handle({ LoadBalancerArns = [], Names = [], PageSize }, { lab }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: 400 } });
    for (const arn of LoadBalancerArns) checkArn(arn, "load balancer");
    const { name, arn } = lab.loadBalancerSettings;
    if (LoadBalancerArns.some((wanted) => wanted !== arn) || Names.some((wanted) => wanted !== name)) {
      throw loadBalancerNotFound();
    }
    return { LoadBalancers: [loadBalancerShape(lab)] };
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
