import { blockAfter, blockAround, formatBlock, overlap, parseBlock, sizeOf } from "./ipv4-block.ts";
import type { SubnetSpec } from "./vpc-args.ts";

/** One subnet of the VPC, or a range that stays free (`Unused`). */
export interface PlacedSubnet {
  spec: SubnetSpec;
  /** Counted from 0. */
  zoneIndex: number;
  cidrBlock: string;
}

interface Layout {
  cidrBlock: string;
  zoneCount: number;
  strategy: "Auto" | "Legacy";
  specs: readonly SubnetSpec[] | undefined;
  zoneCidrMask: number | undefined;
}

/**
 * The place of each subnet, as awsx 3.9 lays them out zone by zone: the VPC's range is cut into one power of
 * two for each zone, and the specs follow each other in each zone's part. awsx/ec2/subnetDistributorNew.ts
 * and subnetDistributorLegacy.ts in pulumi/pulumi-awsx
 *
 * @throws Error with awsx's message if there is no room for the subnets or they overlap
 */
export function placeSubnets(layout: Layout): PlacedSubnet[] {
  const placed =
    layout.specs?.some(({ cidrBlocks }) => cidrBlocks !== undefined) === true
      ? explicitly(layout.specs, layout.zoneCount)
      : oneAfterAnother(layout);
  refuseOverlaps(placed);
  return placed;
}

/** Specs as awsx completes them: the mask from the size, or the size from the mask. */
export function normalizedSpec({ name, type, cidrMask, size, cidrBlocks }: SubnetSpec) {
  const mask = cidrMask ?? (size === undefined ? undefined : 32 - Math.log2(size));
  if (mask !== undefined && (!Number.isInteger(mask) || (size !== undefined && size !== sizeOf(mask)))) {
    throw new Error(`Subnet size ${size} does not match a /${mask} subnet: it must be a power of two.`);
  }
  return { name, type, cidrBlocks, cidrMask: mask, size: mask === undefined ? undefined : sizeOf(mask) };
}

/** The default layout of awsx, if the program names no subnets. */
export function defaultSpecs({
  cidrBlock,
  zoneCount,
  strategy,
  zoneCidrMask,
}: Omit<Layout, "specs">): SubnetSpec[] {
  const zoneMask = zoneCidrMask ?? parseBlock(cidrBlock).mask + bitsFor(zoneCount);
  if (strategy === "Auto" && zoneMask > 26) {
    throw new Error(
      `Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /${zoneMask} is available.`,
    );
  }
  const widest = strategy === "Auto" ? Math.max(zoneMask, 16) : zoneMask;
  return [
    { type: "Private", cidrMask: widest + 1 },
    { type: "Public", cidrMask: widest + 2 },
  ];
}

function oneAfterAnother(layout: Layout): PlacedSubnet[] {
  const { cidrBlock, zoneCount } = layout;
  const vpc = parseBlock(cidrBlock);
  const zoneMask = layout.zoneCidrMask ?? vpc.mask + bitsFor(zoneCount);
  const specs = layout.specs ?? defaultSpecs(layout);
  const masks = specs.map((spec) => normalizedSpec(spec).cidrMask ?? zoneMask + bitsFor(specs.length));
  const needed = masks.reduce((sum, mask) => sum + sizeOf(mask), 0);
  if (needed > sizeOf(zoneMask)) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${sizeOf(zoneMask)} addresses, but subnets require ${needed} addresses.`,
    );
  }
  return Array.from({ length: zoneCount }, (_, zoneIndex) => {
    const zoneStart = vpc.first + zoneIndex * sizeOf(zoneMask);
    let block = blockAround(zoneStart, masks[0] ?? zoneMask);
    return specs.map((spec, index) => {
      block = index === 0 ? block : blockAfter(block, masks[index]);
      return { spec, zoneIndex, cidrBlock: formatBlock(block) };
    });
  }).flat();
}

function explicitly(specs: readonly SubnetSpec[], zoneCount: number): PlacedSubnet[] {
  return Array.from({ length: zoneCount }, (_, zoneIndex) =>
    specs.map((spec, index) => {
      if (spec.cidrBlocks === undefined) {
        throw new Error(
          "If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks.",
        );
      }
      const cidrBlock = spec.cidrBlocks[zoneIndex];
      if (cidrBlock === undefined || spec.cidrBlocks.length !== zoneCount) {
        throw new Error(
          `The number of CIDR blocks in subnetSpecs[${index}] must match the number of availability zones (${zoneCount}).`,
        );
      }
      return { spec, zoneIndex, cidrBlock };
    }),
  ).flat();
}

function refuseOverlaps(placed: readonly PlacedSubnet[]): void {
  const blocks = placed.map(({ cidrBlock }) => parseBlock(cidrBlock));
  const first = blocks.findIndex((one, index) =>
    blocks.some((other, at) => at !== index && overlap(one, other)),
  );
  if (first >= 0) {
    throw new Error(
      `The subnet ${placed[first]?.cidrBlock} overlaps with at least one other subnet. Make the CIDR for the VPC larger, reduce the size of the subnets per AZ, or use less Availability Zones.`,
    );
  }
}

/** How many bits distinguish this many parts. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}
