import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { hoursPerMonth, instancePrices, prices } from "./prices.ts";

/** One line of a stack's cost while nobody uses it. */
export interface BillLine {
  item: string;
  count: number;
  /** US dollars per hour for one. */
  usdPerHour: number;
}

/** What an hour of the stack costs, counted from its recorded graph. Requests and data come on top. */
export function hourlyBill(graph: ResourceGraph): BillLine[] {
  const group = only(graph, "aws:autoscaling/group:Group");
  const template = only(graph, "aws:ec2/launchTemplate:LaunchTemplate");
  const loadBalancers = ofType(graph, "aws:lb/loadBalancer:LoadBalancer");
  const instances = numberAt(group, "minSize");
  const alarms = ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").length + alarmsOfTracking(graph);
  const dashboards = ofType(graph, "aws:cloudwatch/dashboard:Dashboard").length;
  const { loadBalancer, publicIpv4, interfaceEndpoint, gp3, alarm, dashboard } = prices;
  const lines: BillLine[] = [
    { ...hourly(loadBalancer), count: loadBalancers.length },
    {
      ...hourly(publicIpv4),
      count: sum(loadBalancers.map((balancer) => listAt(balancer, "subnets").length)),
    },
    { ...instanceLine(template), count: instances },
    {
      item: `${gp3.item} of ${volumeGib(template)} GiB`,
      count: instances,
      usdPerHour: (gp3.usd * volumeGib(template)) / hoursPerMonth,
    },
    ...interfaceEndpoints(graph).map((endpoint) => ({
      item: `${interfaceEndpoint.item}: ${serviceOf(endpoint)}`,
      count: listAt(endpoint, "subnetIds").length,
      usdPerHour: interfaceEndpoint.usd,
    })),
    { item: alarm.item, count: alarms, usdPerHour: alarm.usd / hoursPerMonth },
    { item: dashboard.item, count: dashboards, usdPerHour: dashboard.usd / hoursPerMonth },
  ];
  return lines.filter(({ count }) => count > 0);
}

/** The sum of a bill in US dollars per hour. */
export function totalUsdPerHour(bill: readonly BillLine[]): number {
  return sum(bill.map(({ count, usdPerHour }) => count * usdPerHour));
}

function hourly({ item, usd }: { item: string; usd: number }) {
  return { item, usdPerHour: usd };
}

function instanceLine(template: GraphResource) {
  const instanceType = String(template.inputs.instanceType);
  const price = instancePrices[instanceType];
  if (price === undefined) {
    throw new RangeError(`packages/docs/src/cost/prices.ts has no price for ${instanceType}; add it.`);
  }
  return hourly(price);
}

function interfaceEndpoints(graph: ResourceGraph): GraphResource[] {
  return ofType(graph, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
    ({ inputs }) => inputs.vpcEndpointType === "Interface",
  );
}

/** `com.amazonaws.us-east-1.ssm` is ssm. */
function serviceOf({ inputs }: GraphResource): string {
  return String(inputs.serviceName).split(".").slice(3).join(".");
}

/** Target tracking creates two alarms for each policy: one to scale out, one to scale in. */
function alarmsOfTracking(graph: ResourceGraph): number {
  const tracking = ofType(graph, "aws:autoscaling/policy:Policy").filter(
    ({ inputs }) => inputs.policyType === "TargetTrackingScaling",
  );
  return 2 * tracking.length;
}

function volumeGib(template: GraphResource): number {
  const [mapping] = listAt(template, "blockDeviceMappings") as { ebs?: { volumeSize?: number } }[];
  const size = mapping?.ebs?.volumeSize;
  if (size === undefined) {
    throw new TypeError(`${template.name} does not say how large its root volume is.`);
  }
  return size;
}

function ofType(graph: ResourceGraph, type: string): GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}

function only(graph: ResourceGraph, type: string): GraphResource {
  const [resource, ...more] = ofType(graph, type);
  if (resource === undefined || more.length > 0) {
    throw new RangeError(`The graph of ${graph.stack} should have one ${type}.`);
  }
  return resource;
}

function numberAt({ name, inputs }: GraphResource, property: string): number {
  const value = inputs[property];
  if (typeof value !== "number") {
    throw new TypeError(`${name}.${property} is not a number.`);
  }
  return value;
}

function listAt({ name, inputs }: GraphResource, property: string): unknown[] {
  const value = inputs[property];
  if (!Array.isArray(value)) {
    throw new TypeError(`${name}.${property} is not a list.`);
  }
  return value;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
