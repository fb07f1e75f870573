import { z } from "zod";
import { Unknown } from "../values/property-value.ts";

/** A value that may come from another resource, and is passed on unchanged. */
const input = z.unknown().optional();

const subnetSpec = z.strictObject({
  type: z.enum(["Public", "Private", "Isolated", "Unused"]),
  name: z.string().optional(),
  cidrMask: z.int().min(1).max(30).optional(),
  size: z.int().optional(),
  cidrBlocks: z.array(z.string()).optional(),
  tags: z.record(z.string(), input).optional(),
});

/**
 * The arguments of awsx.ec2.VpcArgs 3.9 that this lab supports. Of its subnet strategies: `Auto` fully,
 * `Legacy` only without custom specs. Endpoints, IPv6 and IPAM are not supported.
 */
const vpcArgs = z.strictObject({
  availabilityZoneNames: z.array(z.string()).min(1).optional(),
  numberOfAvailabilityZones: z.int().min(1).optional(),
  availabilityZoneCidrMask: z.int().min(1).max(30).optional(),
  cidrBlock: z.string().default("10.0.0.0/16"),
  subnetStrategy: z.enum(["Auto", "Legacy"]).default("Legacy"),
  subnetSpecs: z.array(subnetSpec).min(1).optional(),
  natGateways: z
    .strictObject({
      strategy: z.enum(["None", "Single", "OnePerAz"]).default("OnePerAz"),
      elasticIpAllocationIds: z.array(input).default([]),
    })
    .default({ strategy: "OnePerAz", elasticIpAllocationIds: [] }),
  enableDnsHostnames: input,
  enableDnsSupport: input,
  enableNetworkAddressUsageMetrics: input,
  instanceTenancy: input,
  region: input,
  tags: input,
});

export type VpcArgs = z.output<typeof vpcArgs>;
export type SubnetSpec = z.output<typeof subnetSpec>;

/**
 * @param inputs as the engine sends them; what awsx decides by must be plain values, as awsx's own types
 *   require
 * @throws Error that names every property that is not supported, or not of awsx's type
 */
export function parseVpcArgs(inputs: Record<string, unknown>): VpcArgs {
  const parsed = vpcArgs.safeParse(inputs);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => problem(issue, inputs)).join(" "));
  }
  const { availabilityZoneNames, numberOfAvailabilityZones, subnetStrategy, subnetSpecs } = parsed.data;
  if (availabilityZoneNames !== undefined && numberOfAvailabilityZones !== undefined) {
    throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
  }
  if (subnetStrategy === "Legacy" && subnetSpecs !== undefined) {
    throw new Error(
      'This lab lays out subnetSpecs by subnetStrategy "Auto" only, not by the default "Legacy". Set subnetStrategy to "Auto".',
    );
  }
  return parsed.data;
}

function problem(issue: z.core.$ZodIssue, inputs: Record<string, unknown>): string {
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => (place === "" ? key : `${place}.${key}`));
    return `This lab does not support ${names.join(", ")} of awsx:ec2:Vpc.`;
  }
  const value = issue.path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    inputs,
  );
  return value instanceof Unknown
    ? `${place} must be known before any resource is created.`
    : `${place}: ${issue.message}.`;
}
