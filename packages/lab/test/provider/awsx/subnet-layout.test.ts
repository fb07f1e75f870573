import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatBlock, overlap, parseBlock, sizeOf } from "../../../src/provider/awsx/ipv4-block.ts";
import { placeSubnets } from "../../../src/provider/awsx/subnet-layout.ts";
import type { SubnetSpec } from "../../../src/provider/awsx/vpc-args.ts";

function blocks(layout: Partial<Parameters<typeof placeSubnets>[0]>): string[] {
  return placeSubnets({
    cidrBlock: "10.0.0.0/16",
    zoneCount: 3,
    strategy: "Auto",
    specs: undefined,
    zoneCidrMask: undefined,
    ...layout,
  }).map(({ spec, zoneIndex, cidrBlock }) => `${spec.type} ${zoneIndex} ${cidrBlock}`);
}

describe("as awsx's own tests have it", () => {
  test.each(["Auto", "Legacy"] as const)("three zones without specs, %s", (strategy) => {
    expect(blocks({ strategy })).toEqual([
      "Private 0 10.0.0.0/19",
      "Public 0 10.0.32.0/20",
      "Private 1 10.0.64.0/19",
      "Public 1 10.0.96.0/20",
      "Private 2 10.0.128.0/19",
      "Public 2 10.0.160.0/20",
    ]);
  });

  test("a VPC wider than /16 gives its default subnets no more than /17 and /18", () => {
    expect(blocks({ cidrBlock: "10.0.0.0/8", zoneCount: 1 })).toEqual([
      "Private 0 10.0.0.0/17",
      "Public 0 10.0.128.0/18",
    ]);
  });

  test("an own mask for each zone", () => {
    expect(blocks({ zoneCount: 1, zoneCidrMask: 19, specs: [{ type: "Private" }] })).toEqual([
      "Private 0 10.0.0.0/19",
    ]);
  });

  test("specs without a mask share a zone evenly", () => {
    const specs: SubnetSpec[] = [{ type: "Private" }, { type: "Public" }, { type: "Isolated" }];
    expect(blocks({ zoneCount: 1, specs })).toEqual([
      "Private 0 10.0.0.0/18",
      "Public 0 10.0.64.0/18",
      "Isolated 0 10.0.128.0/18",
    ]);
  });

  test("explicit blocks, one for each zone", () => {
    const specs: SubnetSpec[] = [
      { type: "Public", cidrBlocks: ["10.0.0.0/18", "10.0.64.0/19"] },
      { type: "Private", cidrBlocks: ["10.0.96.0/19", "10.0.128.0/20"] },
    ];
    expect(blocks({ zoneCount: 2, specs })).toEqual([
      "Public 0 10.0.0.0/18",
      "Private 0 10.0.96.0/19",
      "Public 1 10.0.64.0/19",
      "Private 1 10.0.128.0/20",
    ]);
  });
});

test("a subnet after a smaller one begins at a multiple of its size", () => {
  const specs: SubnetSpec[] = [
    { type: "Public", cidrMask: 28 },
    { type: "Private", cidrMask: 24 },
  ];
  expect(blocks({ zoneCount: 1, specs })).toEqual(["Public 0 10.0.0.0/28", "Private 0 10.0.1.0/24"]);
});

test("a size is equivalent to a mask", () => {
  expect(blocks({ zoneCount: 1, specs: [{ type: "Public", size: 256 }] })).toEqual(["Public 0 10.0.0.0/24"]);
});

test.each([
  [
    "too large",
    { specs: [{ type: "Public", cidrMask: 17 }] },
    "Subnets are too large for VPC. VPC has 16384",
  ],
  ["no power of two", { specs: [{ type: "Public", size: 100 }] }, "Subnet size 100"],
  [
    "a size and a mask that differ",
    { specs: [{ type: "Public", size: 256, cidrMask: 25 }] },
    "Subnet size 256",
  ],
  ["a VPC that is too small", { cidrBlock: "10.0.0.0/26" }, "at least /26 available per AZ"],
  [
    "blocks for other zones",
    { specs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }] },
    "must match the number of availability zones (3)",
  ],
  [
    "blocks for some specs only",
    { zoneCount: 1, specs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }, { type: "Private" }] },
    "all subnets must have explicit cidrBlocks",
  ],
  [
    "blocks that overlap",
    { zoneCount: 2, specs: [{ type: "Public", cidrBlocks: ["10.0.0.0/23", "10.0.1.0/24"] }] },
    "10.0.0.0/23 overlaps",
  ],
  ["no block", { cidrBlock: "10.0.0.0" }, "10.0.0.0 is not an IPv4 block"],
] as [string, Partial<Parameters<typeof placeSubnets>[0]>, string][])("refused: %s", (_, layout, message) => {
  expect(() => blocks(layout)).toThrow(message);
});

test("subnets that fit lie inside the VPC, apart from each other", () => {
  const mask = fc.integer({ min: 8, max: 28 });
  const specs = fc.array(
    fc.record({ type: fc.constantFrom("Public", "Private", "Isolated", "Unused"), cidrMask: mask }),
    { minLength: 1, maxLength: 5 },
  ) as fc.Arbitrary<SubnetSpec[]>;
  fc.assert(
    fc.property(mask, fc.integer({ min: 1, max: 6 }), specs, (vpcMask, zoneCount, wanted) => {
      const vpc = parseBlock(`10.0.0.0/${vpcMask}`);
      const layout = {
        cidrBlock: formatBlock(vpc),
        zoneCount,
        strategy: "Auto" as const,
        specs: wanted,
        zoneCidrMask: undefined,
      };
      const zoneSize = sizeOf(vpcMask + Math.ceil(Math.log2(zoneCount)));
      fc.pre(wanted.reduce((sum, { cidrMask = 0 }) => sum + sizeOf(cidrMask), 0) <= zoneSize / 4);
      const placed = placeSubnets(layout).map(({ cidrBlock }) => parseBlock(cidrBlock));
      expect(placed).toHaveLength(zoneCount * wanted.length);
      for (const [index, block] of placed.entries()) {
        expect(block.first).toBeGreaterThanOrEqual(vpc.first);
        expect(block.first + sizeOf(block.mask)).toBeLessThanOrEqual(vpc.first + sizeOf(vpc.mask));
        expect(placed.some((other, at) => at !== index && overlap(block, other))).toBe(false);
      }
    }),
  );
});

test("a block is read and written the same", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, mask) => {
      const block = parseBlock(`${address}/${mask}`);
      expect(parseBlock(formatBlock(block))).toEqual(block);
      expect(block.first % sizeOf(mask)).toBe(0);
    }),
  );
});
