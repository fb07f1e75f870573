import { resolve } from "node:path";
import type { GroupSettings, InstanceSettings } from "@soft-landing/aws-local/fleet/instance-settings";
import type {
  LoadBalancerSettings,
  TargetGroupSettings,
} from "@soft-landing/aws-local/load-balancer/contract";
import { type StackBuild, stackBuilds } from "@soft-landing/shared/builds";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { type StackOutputs, stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import { GraphFault, onlyResource, outputsOf, resourcesOfType } from "@soft-landing/stack-graph/graph-reader";
import { fileAssetSchema, type ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { z } from "zod";
import { repositoryRoot } from "../program/repository.ts";
import { decodeUserData } from "./user-data.ts";

/** Everything the lab builds, all of it read from the graph. */
export interface LabPlan {
  stack: string;
  region: string;
  accountId: string;
  build: StackBuild;
  outputs: StackOutputs;
  loadBalancer: LoadBalancerSettings;
  targetGroup: TargetGroupSettings;
  /** The one that forwards to the target group. */
  listener: { arn: string; port: number };
  /** True where AWS would serve HTTPS, which the lab does not. */
  https: boolean;
  group: GroupSettings;
  table: { name: string; items: { user: string; recommendation: string }[] };
  parameter: { name: string };
}

/** Reads the plan of a lab out of a recorded graph. @throws GraphFault where the graph lacks something the lab goes by */
export function planLab(graph: ResourceGraph): LabPlan {
  const outputs = stackOutputsSchema.safeParse(graph.outputs);
  if (!outputs.success) {
    throw new GraphFault(`the stack's outputs:\n${z.prettifyError(outputs.error)}`);
  }
  const targetGroup = planTargetGroup(graph);
  return {
    stack: graph.stack,
    region: graph.region,
    accountId: graph.accountId,
    build: z.enum(stackBuilds).parse(outputs.data.build),
    outputs: outputs.data,
    loadBalancer: planLoadBalancer(graph),
    targetGroup,
    listener: planListener(graph),
    https: resourcesOfType(graph, "aws:lb/listener:Listener").some(
      ({ inputs }) => inputs.protocol === "HTTPS",
    ),
    group: planGroup(graph, outputs.data.build, targetGroup.port),
    table: planTable(graph),
    parameter: { name: outputs.data.switchParameterName },
  };
}

const loadBalancerSchema = z.object({
  name: z.string(),
  arn: z.string(),
  arnSuffix: z.string(),
  dnsName: z.string(),
  idleTimeout: z.number().default(60),
  clientKeepAlive: z.number().default(3600),
  dropInvalidHeaderFields: z.boolean().default(false),
  preserveHostHeader: z.boolean().default(false),
  xffHeaderProcessingMode: z.enum(["append", "preserve", "remove"]).default("append"),
  desyncMitigationMode: z.enum(["monitor", "defensive", "strictest"]).default("defensive"),
});

function planLoadBalancer(graph: ResourceGraph): LoadBalancerSettings {
  const resource = onlyResource(graph, "aws:lb/loadBalancer:LoadBalancer");
  const { idleTimeout, clientKeepAlive, ...rest } = outputsOf(resource, loadBalancerSchema);
  return { ...rest, idleTimeoutSeconds: idleTimeout, clientKeepAliveSeconds: clientKeepAlive };
}

/** Numbers that Pulumi's types also allow as text, such as `"off"`. */
const countSchema = z.union([z.number(), z.string()]).transform(Number).optional();

const targetGroupSchema = z.object({
  name: z.string(),
  arn: z.string(),
  arnSuffix: z.string(),
  port: z.int(),
  deregistrationDelay: z.number().default(300),
  slowStart: z.number().default(0),
  loadBalancingAlgorithmType: z
    .enum(["round_robin", "least_outstanding_requests", "weighted_random"])
    .default("round_robin"),
  loadBalancingAnomalyMitigation: z.enum(["on", "off"]).default("off"),
  healthCheck: z.object({
    path: z.string(),
    interval: z.number(),
    timeout: z.number(),
    healthyThreshold: z.int(),
    unhealthyThreshold: z.int(),
    matcher: z.string(),
  }),
  targetGroupHealth: z
    .object({
      unhealthyStateRouting: z
        .object({ minimumHealthyTargetsCount: countSchema, minimumHealthyTargetsPercentage: countSchema })
        .optional(),
    })
    .optional(),
});

function planTargetGroup(graph: ResourceGraph): TargetGroupSettings {
  const group = outputsOf(onlyResource(graph, "aws:lb/targetGroup:TargetGroup"), targetGroupSchema);
  const { path, interval, timeout, healthyThreshold, unhealthyThreshold, matcher } = group.healthCheck;
  const routing = group.targetGroupHealth?.unhealthyStateRouting;
  const percentage = routing?.minimumHealthyTargetsPercentage;
  return {
    name: group.name,
    arn: group.arn,
    arnSuffix: group.arnSuffix,
    port: group.port,
    healthCheck: {
      path,
      intervalSeconds: interval,
      timeoutSeconds: timeout,
      healthyThreshold,
      unhealthyThreshold,
      matcher,
    },
    deregistrationDelaySeconds: group.deregistrationDelay,
    slowStartSeconds: group.slowStart,
    algorithm: group.loadBalancingAlgorithmType,
    anomalyMitigation: group.loadBalancingAnomalyMitigation,
    unhealthyStateRouting: {
      minimumHealthyTargetsCount: routing?.minimumHealthyTargetsCount ?? 1,
      ...(percentage !== undefined &&
        Number.isFinite(percentage) && { minimumHealthyTargetsPercentage: percentage }),
    },
  };
}

const listenerSchema = z.object({
  arn: z.string(),
  port: z.int(),
  defaultActions: z.array(z.object({ type: z.string() })),
});

function planListener(graph: ResourceGraph): LabPlan["listener"] {
  const listener = resourcesOfType(graph, "aws:lb/listener:Listener")
    .map((resource) => outputsOf(resource, listenerSchema))
    .find(({ defaultActions }) => defaultActions.some(({ type }) => type === "forward"));
  if (listener === undefined) {
    throw new GraphFault("no listener forwards to a target group");
  }
  return { arn: listener.arn, port: listener.port };
}

const groupSchema = z.object({
  name: z.string(),
  arn: z.string(),
  minSize: z.int(),
  maxSize: z.int(),
  desiredCapacity: z.int().optional(),
  minElbCapacity: z.int().optional(),
  healthCheckType: z.enum(["ELB", "EC2"]).default("EC2"),
  healthCheckGracePeriod: z.number().default(300),
  targetGroupArns: z.array(z.string()),
  vpcZoneIdentifiers: z.array(z.string()),
  launchTemplate: z.object({ id: z.string(), version: z.string() }),
  instanceMaintenancePolicy: z
    .object({ minHealthyPercentage: z.number(), maxHealthyPercentage: z.number() })
    .optional(),
});

function planGroup(graph: ResourceGraph, build: string, port: number): GroupSettings {
  const group = outputsOf(onlyResource(graph, "aws:autoscaling/group:Group"), groupSchema);
  return {
    name: group.name,
    arn: group.arn,
    build,
    minSize: group.minSize,
    desiredCapacity: group.desiredCapacity ?? group.minSize,
    maxSize: group.maxSize,
    minElbCapacity: group.minElbCapacity ?? 0,
    availabilityZones: zonesOf(graph, group.vpcZoneIdentifiers),
    healthCheckType: group.healthCheckType,
    healthCheckGracePeriodSeconds: group.healthCheckGracePeriod,
    targetGroupArns: group.targetGroupArns,
    maintenance: group.instanceMaintenancePolicy ?? null,
    instance: planInstance(graph, group.launchTemplate, port),
  };
}

const networkSchema = z.object({
  availabilityZoneNames: z.array(z.string()),
  privateSubnetIds: z.array(z.string()),
  publicSubnetIds: z.array(z.string()),
});

/** The zones of subnets: awsx makes one subnet of each kind in every zone, in the zones' order. */
function zonesOf(graph: ResourceGraph, subnetIds: readonly string[]): string[] {
  const network = outputsOf(onlyResource(graph, "awsx:ec2:Vpc"), networkSchema);
  return subnetIds.map((subnetId) => {
    const index = [network.privateSubnetIds, network.publicSubnetIds]
      .map((ids) => ids.indexOf(subnetId))
      .find((found) => found >= 0);
    const zone = index === undefined ? undefined : network.availabilityZoneNames[index];
    if (zone === undefined) {
      throw new GraphFault(`the group's subnet ${subnetId} is none of the VPC's`);
    }
    return zone;
  });
}

const launchTemplateSchema = z.object({
  name: z.string(),
  imageId: z.string(),
  instanceType: z.string(),
  userData: z.string(),
  iamInstanceProfile: z.object({ arn: z.string().optional(), name: z.string().optional() }).optional(),
  metadataOptions: z.object({ instanceMetadataTags: z.string().optional() }).optional(),
  tagSpecifications: z
    .array(
      z.object({ resourceType: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
    )
    .default([]),
});

function planInstance(
  graph: ResourceGraph,
  { id, version }: { id: string; version: string },
  port: number,
): InstanceSettings {
  const resource = resourcesOfType(graph, "aws:ec2/launchTemplate:LaunchTemplate").find(
    (found) => found.id === id,
  );
  if (resource === undefined) {
    throw new GraphFault(`the group's launch template ${id} is not in the graph`);
  }
  const template = outputsOf(resource, launchTemplateSchema);
  const userData = decodeUserData(template.userData);
  const role = template.iamInstanceProfile && planRole(graph, template.iamInstanceProfile);
  const tags = template.tagSpecifications.find(({ resourceType }) => resourceType === "instance")?.tags;
  const showsTags = template.metadataOptions?.instanceMetadataTags === "enabled";
  return {
    launchTemplate: { id, name: template.name, version },
    instanceType: template.instanceType,
    imageId: template.imageId,
    architecture: architectureOf(template.instanceType),
    region: graph.region,
    accountId: graph.accountId,
    userData: userData.text,
    ...(showsTags && tags && { metadataTags: tags }),
    ...(role && { role }),
    port,
    environment: userData.environment,
    unit: userData.unit,
    artifact: { ...userData.artifact, file: artifactFile(graph, userData.artifact.s3Uri) },
  };
}

/** Graviton families carry a `g` after the generation's number: t4g, m7gd. */
function architectureOf(instanceType: string): InstanceSettings["architecture"] {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

const profileSchema = z.object({ arn: z.string(), name: z.string(), role: z.string() });

function planRole(
  graph: ResourceGraph,
  { arn, name }: { arn?: string | undefined; name?: string | undefined },
): NonNullable<InstanceSettings["role"]> {
  const profiles = resourcesOfType(graph, "aws:iam/instanceProfile:InstanceProfile");
  const profile = profiles
    .map((resource) => outputsOf(resource, profileSchema))
    .find((found) => found.arn === arn || found.name === name);
  if (profile === undefined) {
    throw new GraphFault(`the instance profile ${arn ?? name} is not in the graph`);
  }
  return { name: profile.role, instanceProfileArn: profile.arn };
}

const objectSchema = z.object({ bucket: z.string(), key: z.string(), source: fileAssetSchema });

function artifactFile(graph: ResourceGraph, s3Uri: string): string {
  const objects = graph.resources.filter(({ type }) => /^aws:s3\/bucketObject(v2)?:/.test(type));
  const object = objects
    .filter(({ inputs }) => s3Uri === `s3://${String(inputs.bucket)}/${String(inputs.key)}`)
    .map((resource) => outputsOf(resource, objectSchema))[0];
  if (object === undefined) {
    throw new GraphFault(`user data fetches ${s3Uri}, which no S3 object of the graph is`);
  }
  return resolve(repositoryRoot, object.source.path);
}

const tableSchema = z.object({ name: z.string() });
const itemSchema = z.object({ tableName: z.string(), item: z.string() });
const { userName, tvShow } = recommendationTable;
/** DynamoDB JSON, with the attributes that the server reads. */
const storedItemSchema = z.object({
  [userName]: z.object({ S: z.string() }),
  [tvShow]: z.object({ S: z.string() }),
});

function planTable(graph: ResourceGraph): LabPlan["table"] {
  const table = outputsOf(onlyResource(graph, "aws:dynamodb/table:Table"), tableSchema);
  const items = resourcesOfType(graph, "aws:dynamodb/tableItem:TableItem").map((resource) => {
    const stored = storedItemSchema.safeParse(JSON.parse(outputsOf(resource, itemSchema).item));
    if (!stored.success) {
      throw new GraphFault(`table item ${resource.name}:\n${z.prettifyError(stored.error)}`);
    }
    return { user: stored.data[userName].S, recommendation: stored.data[tvShow].S };
  });
  return { name: table.name, items };
}
