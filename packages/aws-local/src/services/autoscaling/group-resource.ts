import { z } from "zod";
import { readBootPlan } from "../../fleet/boot-plan.ts";
import type { GroupSettings, InstanceSettings } from "../../fleet/instance-settings.ts";
import type { TargetGroup } from "../../load-balancer/contract.ts";
import { notPlayed } from "../../not-played.ts";
import { architectureOf } from "../../provider-functions.ts";
import { resourceType } from "../../service.ts";
import type { AutoScalingHost, AutoScalingState } from "./autoscaling.ts";

const schema = z.object({
  name: z.string(),
  arn: z.string(),
  minSize: z.int(),
  maxSize: z.int(),
  desiredCapacity: z.int().optional(),
  healthCheckType: z.enum(["ELB", "EC2"]).default("EC2"),
  healthCheckGracePeriod: z.number().default(300),
  targetGroupArns: z.array(z.string()).default([]),
  vpcZoneIdentifiers: z.array(z.string()).default([]),
  launchTemplate: z.object({ id: z.string(), version: z.string().default("$Default") }),
  instanceMaintenancePolicy: z
    .object({ minHealthyPercentage: z.number(), maxHealthyPercentage: z.number() })
    .optional(),
  defaultCooldown: z.number().default(300),
  defaultInstanceWarmup: z.number().optional(),
  enabledMetrics: z.array(z.string()).default([]),
  metricsGranularity: z.string().default("1Minute"),
  tags: z.array(z.object({ key: z.string(), value: z.string(), propagateAtLaunch: z.boolean() })).default([]),
  ...notPlayed([
    "availabilityZones",
    "initialLifecycleHooks",
    "instanceRefresh",
    "launchConfiguration",
    "loadBalancers",
    "maxInstanceLifetime",
    // Creating a group does not wait for its instances.
    "minElbCapacity",
    "mixedInstancesPolicy",
    "protectFromScaleIn",
    "suspendedProcesses",
    "trafficSources",
    "waitForElbCapacity",
    "warmPool",
  ]),
});
export type GroupProperties = z.infer<typeof schema>;

export const groupResource = resourceType<AutoScalingState, typeof schema>({
  token: "aws:autoscaling/group:Group",
  schema,
  replaceOn: ["name", "namePrefix"],
  async create({ id, properties }, { host, groups }) {
    const running = await host.fleet.createGroup(
      groupSettings(properties, host),
      targetGroups(properties, host),
    );
    groups.set(id, { properties, running });
    running.start();
    return { desiredCapacity: running.settings.desiredCapacity };
  },
  async update({ id, properties }, { host, groups }) {
    const group = groups.get(id);
    if (group === undefined) {
      return;
    }
    await host.fleet.updateGroup(
      group.running,
      groupSettings({ ...properties, desiredCapacity: desiredWithin(properties) }, host),
      targetGroups(properties, host),
    );
    group.properties = properties;
    return { desiredCapacity: group.running.settings.desiredCapacity };
  },
  async delete(id, { host, groups }) {
    const group = groups.get(id);
    if (group !== undefined) {
      await host.fleet.retireGroup(group.running);
      groups.delete(id);
    }
  },
  read(id, { groups }) {
    const group = groups.get(id);
    return group && { desiredCapacity: group.running.settings.desiredCapacity };
  },
});

/**
 * A new limit changes a capacity that is outside it: Auto Scaling API Reference, UpdateAutoScalingGroup,
 * MinSize and MaxSize.
 */
function desiredWithin({ desiredCapacity, minSize, maxSize }: GroupProperties): number {
  return Math.min(maxSize, Math.max(minSize, desiredCapacity ?? minSize));
}

function targetGroups({ targetGroupArns }: GroupProperties, { elbv2 }: AutoScalingHost): TargetGroup[] {
  return targetGroupArns.map((arn) => elbv2.targetGroup(arn));
}

function groupSettings(group: GroupProperties, host: AutoScalingHost): GroupSettings {
  const [port = 80] = targetGroups(group, host).map(({ settings }) => settings.port);
  return {
    name: group.name,
    arn: group.arn,
    minSize: group.minSize,
    desiredCapacity: group.desiredCapacity ?? group.minSize,
    maxSize: group.maxSize,
    availabilityZones: group.vpcZoneIdentifiers.map((id) => host.ec2.subnet(id).availabilityZone),
    healthCheckType: group.healthCheckType,
    healthCheckGracePeriodSeconds: group.healthCheckGracePeriod,
    targetGroupArns: group.targetGroupArns,
    maintenance: group.instanceMaintenancePolicy ?? null,
    tags: Object.fromEntries(group.tags.map(({ key, value }) => [key, value])),
    instance: instanceSettings(group, port, host),
  };
}

function instanceSettings(
  { launchTemplate: { id, version }, tags }: GroupProperties,
  port: number,
  host: AutoScalingHost,
): InstanceSettings {
  const template = host.ec2.launchTemplate(id, version);
  const { data } = template;
  const boot = readBootPlan(data.userData);
  const profile = data.iamInstanceProfile && host.iam.instanceProfile(data.iamInstanceProfile);
  const templateTags = data.tagSpecifications.find(({ resourceType }) => resourceType === "instance")?.tags;
  const propagated = tags.filter(({ propagateAtLaunch }) => propagateAtLaunch);
  const showsTags = data.metadataOptions?.instanceMetadataTags === "enabled";
  return {
    launchTemplate: { id, name: template.name, version: template.version },
    instanceType: data.instanceType,
    imageId: data.imageId,
    architecture: architectureOf(data.instanceType),
    region: host.region,
    accountId: host.accountId,
    userData: Buffer.from(data.userData, "base64").toString("utf8"),
    ...(showsTags && {
      metadataTags: {
        ...templateTags,
        ...Object.fromEntries(propagated.map(({ key, value }) => [key, value])),
      },
    }),
    ...(profile && { role: { name: profile.role, instanceProfileArn: profile.arn } }),
    port,
    boot,
    ...(boot.artifact && {
      artifact: { sha256: boot.artifact.sha256, file: host.s3.fileOf(boot.artifact.s3Uri) },
    }),
  };
}
