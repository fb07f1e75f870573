import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { z } from "zod";

/** What DescribeLoadBalancers and DescribeTargetGroups say that no running part of the lab needs; all of it stands in the graph. */
const loadBalancerFactsSchema = z.object({
  arn: z.string(),
  dnsName: z.string().default(""),
  zoneId: z.string().optional(),
  internal: z.boolean().default(false),
  subnets: z.array(z.string()).default([]),
  securityGroups: z.array(z.string()).default([]),
  ipAddressType: z.string().default("ipv4"),
});
export type LoadBalancerFacts = z.infer<typeof loadBalancerFactsSchema>;

export function loadBalancerFacts(graph: ResourceGraph, arn: string): LoadBalancerFacts {
  return loadBalancerFactsSchema.parse(
    outputsOf(graph, "aws:lb/loadBalancer:LoadBalancer").find((outputs) => outputs.arn === arn) ?? { arn },
  );
}

const targetGroupFactsSchema = z.object({
  arn: z.string(),
  vpcId: z.string().optional(),
  protocol: z.string().default("HTTP"),
  protocolVersion: z.string().default("HTTP1"),
  targetType: z.string().default("instance"),
  healthCheck: z
    .object({ port: z.string().default("traffic-port"), protocol: z.string().default("HTTP") })
    .default({ port: "traffic-port", protocol: "HTTP" }),
});
export type TargetGroupFacts = z.infer<typeof targetGroupFactsSchema>;

export function targetGroupFacts(graph: ResourceGraph, arn: string): TargetGroupFacts {
  return targetGroupFactsSchema.parse(
    outputsOf(graph, "aws:lb/targetGroup:TargetGroup").find((outputs) => outputs.arn === arn) ?? { arn },
  );
}

const listenerSchema = z.object({
  arn: z.string(),
  loadBalancerArn: z.string(),
  port: z.number(),
  protocol: z.string(),
  sslPolicy: z.string().optional(),
  certificateArn: z.string().optional(),
  defaultActions: z.array(
    z.object({
      type: z.string(),
      targetGroupArn: z.string().optional(),
      redirect: z
        .object({ statusCode: z.string(), port: z.string().optional(), protocol: z.string().optional() })
        .optional(),
    }),
  ),
});
export type ListenerFacts = z.infer<typeof listenerSchema>;

export function listenerFacts(graph: ResourceGraph): ListenerFacts[] {
  return outputsOf(graph, "aws:lb/listener:Listener").map((outputs) => listenerSchema.parse(outputs));
}

const vpcSchema = z.object({
  vpcId: z.string().optional(),
  availabilityZoneNames: z.array(z.string()).default([]),
  publicSubnetIds: z.array(z.string()).default([]),
});

/** The VPC and, for a public subnet, its zone: awsx makes one in each zone, in the same order. */
export function networkFacts(graph: ResourceGraph): {
  vpcId: string | undefined;
  zoneOfSubnet: (subnetId: string) => string | undefined;
} {
  const vpc = vpcSchema.parse(outputsOf(graph, "awsx:ec2:Vpc")[0] ?? {});
  return {
    vpcId: vpc.vpcId,
    zoneOfSubnet: (subnetId) => vpc.availabilityZoneNames[vpc.publicSubnetIds.indexOf(subnetId)],
  };
}

function outputsOf(graph: ResourceGraph, type: string): Record<string, unknown>[] {
  return graph.resources.filter((resource) => resource.type === type).map(({ outputs }) => outputs);
}
