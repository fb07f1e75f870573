import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";

/** One route out of the private subnets. */
export interface EndpointFact {
  /** As AWS calls the service: s3, dynamodb, ssm, logs. */
  service: string;
  kind: string;
}

/** A permission of a role's policy: one action of one service. */
export type Right = `${string}:${string}`;

/** What the picture shows of a stack, all of it from the recorded graph. */
export interface StackFacts {
  zones: string[];
  listenerPorts: number[];
  targetPort: number;
  healthCheckPath: string;
  instanceType: string;
  instancesAtLeast: number;
  instancesAtMost: number;
  endpoints: EndpointFact[];
  rights: Right[];
  alarms: number;
}

/**
 * Reads the facts of the picture. A resource or property that the picture needs and the graph lacks is an
 * error.
 */
export function stackFacts(graph: ResourceGraph): StackFacts {
  const group = one(graph, "aws:autoscaling/group:Group").inputs;
  const targetGroup = one(graph, "aws:lb/targetGroup:TargetGroup").inputs;
  const network = one(graph, "awsx:ec2:Vpc").inputs;
  const template = one(graph, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
  const healthCheck = targetGroup.healthCheck as { path?: string } | undefined;
  return {
    zones: must(network.availabilityZoneNames as string[] | undefined, "the zones of the network"),
    listenerPorts: all(graph, "aws:lb/listener:Listener").map(({ inputs }) => Number(inputs.port)),
    targetPort: Number(targetGroup.port),
    healthCheckPath: must(healthCheck?.path, "the health check's path"),
    instanceType: String(template.instanceType),
    instancesAtLeast: Number(group.minSize),
    instancesAtMost: Number(group.maxSize),
    endpoints: all(graph, "aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => ({
      service: String(inputs.serviceName).split(".").slice(3).join("."),
      kind: String(inputs.vpcEndpointType).toLowerCase(),
    })),
    rights: all(graph, "aws:iam/rolePolicy:RolePolicy").flatMap(({ inputs }) =>
      rightsOf(String(inputs.policy)),
    ),
    alarms: all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").length,
  };
}

function rightsOf(policy: string): Right[] {
  const document = JSON.parse(policy) as { Statement: { Effect: string; Action: Right | Right[] }[] };
  return document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
}

function all(graph: ResourceGraph, type: string): GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}

function one(graph: ResourceGraph, type: string): GraphResource {
  const [resource, ...more] = all(graph, type);
  if (resource === undefined || more.length > 0) {
    throw new RangeError(`The picture shows one ${type}; the graph of ${graph.stack} has another number.`);
  }
  return resource;
}

function must<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new TypeError(`The graph does not say ${what}.`);
  }
  return value;
}
