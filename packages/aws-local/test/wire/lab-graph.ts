import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";

export const switchParameterName = "/soft-landing/test/RecommendationServiceEnabled";
export const tableName = "recommendations-0123abc";

export const loadBalancerArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/soft-landing-test/0123456789abcdef";
export const targetGroupArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/servers/fedcba9876543210";

/** A small graph with what the endpoint makes at its start: one table, two items, one parameter. */
export const labGraph: ResourceGraph = {
  version: 1,
  project: "soft-landing",
  stack: "test",
  region: "us-east-1",
  accountId: "123456789012",
  config: {},
  resources: [
    resource("aws:dynamodb/table:Table", "recommendations", {
      name: tableName,
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
    }),
    resource("aws:dynamodb/tableItem:TableItem", "first", {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "1" }, user: { S: "Ada" }, recommendation: { S: "Columbo" } }),
    }),
    resource("aws:dynamodb/tableItem:TableItem", "second", {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "2" }, user: { S: "Ben" }, recommendation: { S: "Star Trek" } }),
    }),
    resource("aws:ssm/parameter:Parameter", "switch", {
      name: switchParameterName,
      type: "String",
      value: "true",
      description: "The switch",
    }),
    resource("awsx:ec2:Vpc", "network", {
      vpcId: "vpc-1",
      availabilityZoneNames: ["us-east-1a", "us-east-1b"],
      publicSubnetIds: ["subnet-a", "subnet-b"],
    }),
    resource("aws:lb/loadBalancer:LoadBalancer", "balancer", {
      arn: loadBalancerArn,
      dnsName: "soft-landing-test-1.us-east-1.elb.amazonaws.com",
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["sg-1"],
    }),
    resource("aws:lb/listener:Listener", "http", {
      arn: loadBalancerArn.replace(":loadbalancer/", ":listener/").concat("/1111111111111111"),
      loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn }],
    }),
    resource("aws:autoscaling/group:Group", "servers", {
      name: "servers-group",
      vpcZoneIdentifiers: ["subnet-c", "subnet-d"],
      tags: [{ key: "Build", value: "basic", propagateAtLaunch: true }],
      enabledMetrics: ["GroupInServiceInstances"],
      defaultInstanceWarmup: 60,
    }),
  ],
  outputs: {},
};

function resource(type: string, name: string, values: Record<string, unknown>): GraphResource {
  return {
    urn: `urn:pulumi:test::soft-landing::${type}::${name}`,
    type,
    name,
    custom: true,
    id: name,
    parent: null,
    inputs: values,
    outputs: values,
    dependencies: [],
    propertyDependencies: {},
    options: {},
  };
}
