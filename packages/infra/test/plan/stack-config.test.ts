import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { projectFolder } from "../../src/artifact/artifact.ts";
import { judgeStackConfig, stackConfigSchema, subnetPrefix } from "../../src/plan/stack-config.ts";

/** The config that Pulumi.yaml declares, and its defaults as Pulumi hands them over. */
const declared: Record<string, { default: unknown; description: string }> = Object.fromEntries(
  Object.entries(parse(readFileSync(join(projectFolder, "Pulumi.yaml"), "utf8")).config).filter(
    ([key]) => !key.includes(":"),
  ) as [string, { default: unknown; description: string }][],
);
const defaults = Object.fromEntries(
  Object.entries(declared).map(([key, { default: value }]) => [
    key,
    typeof value === "object" ? JSON.stringify(value) : String(value),
  ]),
);

const judged = (raw: Record<string, string>) => judgeStackConfig({ ...defaults, ...raw }, "us-east-1");
const mistakenKeys = (raw: Record<string, string>) => [
  ...new Set(judged(raw).mistakes.map(({ key }) => key)),
];
const sha256 = "ab".repeat(32);
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1-a";
const domainName = "shows.example.org";

test("Pulumi.yaml declares exactly the program's keys, each with a default and a description, and no type", () => {
  expect(Object.keys(declared)).toEqual(Object.keys(stackConfigSchema.shape));
  for (const declaration of Object.values(declared)) {
    expect(Object.keys(declaration)).toEqual(["default", "description"]);
  }
});

describe("a right config", () => {
  test("is Pulumi.yaml's defaults, where nothing else is set", () => {
    expect(judged({}).config).toEqual({
      build: "basic",
      instanceType: "t4g.micro",
      instanceCount: 3,
      vpcCidrBlock: "10.0.0.0/16",
      ingressCidrs: ["0.0.0.0/0"],
      healthCheck: "shallow",
      accessLogs: false,
      shipLogs: false,
      releaseTimeoutMinutes: 15,
    });
  });

  test.each<[string, Record<string, string>]>([
    ["a custom artifact from a file", { build: "custom", artifact: "mine.tgz" }],
    ["a custom artifact with its hash", { build: "custom", artifact: "mine.tgz", artifactSha256: sha256 }],
    ["one from a URL", { build: "custom", artifact: "https://example.org/x.tgz", artifactSha256: sha256 }],
    ["three zones", { availabilityZones: '["us-east-1b","us-east-1c","us-east-1d"]' }],
    ["a certificate of the region", { certificateArn, domainName }],
    ["two networks", { ingressCidrs: '["10.0.0.0/8","192.0.2.0/24"]' }],
    ["a small VPC", { vpcCidrBlock: "192.168.4.0/22" }],
    ["a pinned image", { machineImageId: "ami-0123456789abcdef0" }],
    ["a deep health check and logs", { healthCheck: "deep", accessLogs: "true", shipLogs: "true" }],
    ["one instance and two minutes", { instanceCount: "1", releaseTimeoutMinutes: "2" }],
  ])("may have %s", (_what, raw) => {
    expect(judged(raw).mistakes).toEqual([]);
  });
});

describe("refused, by key", () => {
  test.each<[string, string, Record<string, string>]>([
    ["an unknown build", "build", { build: "bsic" }],
    ["no build", "build", { build: "" }],
    ["a count below 1", "instanceCount", { instanceCount: "0" }],
    ["a count that is a slip of the finger", "instanceCount", { instanceCount: "300" }],
    ["a count in words", "instanceCount", { instanceCount: "many" }],
    ["a count that is no whole number", "instanceCount", { instanceCount: "2.5" }],
    ["an artifact without custom", "artifact", { artifact: "mine.tgz" }],
    ["a hash without custom", "artifactSha256", { artifactSha256: sha256 }],
    ["custom without an artifact", "artifact", { build: "custom" }],
    ["plain HTTP", "artifact", { build: "custom", artifact: "http://x.org/x", artifactSha256: sha256 }],
    ["an artifact on S3", "artifact", { build: "custom", artifact: "s3://x/x", artifactSha256: sha256 }],
    ["a URL without a hash", "artifactSha256", { build: "custom", artifact: "https://x.org/x" }],
    [
      "a hash in capitals",
      "artifactSha256",
      { build: "custom", artifact: "x", artifactSha256: "AB".repeat(32) },
    ],
    ["bits beyond a prefix", "ingressCidrs", { ingressCidrs: '["10.0.0.1/8"]' }],
    ["a CIDR twice", "ingressCidrs", { ingressCidrs: '["10.0.0.0/8","10.0.0.0/8"]' }],
    ["a network that is no list", "ingressCidrs", { ingressCidrs: "10.0.0.0/8" }],
    ["a list of numbers", "ingressCidrs", { ingressCidrs: "[1]" }],
    ["nobody", "ingressCidrs", { ingressCidrs: "[]" }],
    ["a VPC too small", "vpcCidrBlock", { vpcCidrBlock: "10.0.0.0/23" }],
    ["a VPC too large", "vpcCidrBlock", { vpcCidrBlock: "10.0.0.0/8" }],
    ["a VPC that is none", "vpcCidrBlock", { vpcCidrBlock: "10.0/16" }],
    ["a zone twice", "availabilityZones", { availabilityZones: '["a","b","c","a"]' }],
    [
      "a certificate of another region",
      "certificateArn",
      { certificateArn: certificateArn.replace("us-east-1", "eu-west-1"), domainName },
    ],
    ["a certificate without its name", "domainName", { certificateArn }],
    ["a name without a certificate", "domainName", { domainName }],
    ["a name that is none", "domainName", { certificateArn, domainName: "https://x.org" }],
    ["half a name", "domainName", { certificateArn, domainName: "shows" }],
    ["an instance type that is none", "instanceType", { instanceType: "small" }],
    ["an image that is none", "machineImageId", { machineImageId: "al2023" }],
    ["an unknown health check", "healthCheck", { healthCheck: "medium" }],
    ["a boolean that is none", "accessLogs", { accessLogs: "yes" }],
    ["a release that waits for nobody", "releaseTimeoutMinutes", { releaseTimeoutMinutes: "0" }],
    ["a key that nobody knows", "instancecount", { instancecount: "3" }],
  ])("%s", (_what, key, raw) => {
    const { config, mistakes } = judged(raw);
    expect(config).toBeUndefined();
    expect(mistakes.map((mistake) => mistake.key)).toEqual([key]);
    expect(mistakes[0]?.remedy).not.toBe("");
  });
});

test("a list that was set as JSON is told how to be set, where it is none", () => {
  expect(judged({ ingressCidrs: '["192.0.2.0/24"]' }).config?.ingressCidrs).toEqual(["192.0.2.0/24"]);
  expect(judged({ ingressCidrs: "192.0.2.0/24" }).mistakes[0]?.remedy).toContain("--path 'ingressCidrs[0]'");
});

test("all mistakes are reported at once, those of a type among them", () => {
  const raw = {
    build: "x",
    instanceCount: "many",
    ingressCidrs: "10.0.0.0/8",
    vpcCidrBlock: "10.0.0.0/30",
    healthCheck: "x",
    accessLogs: "yes",
    shipLogs: "1",
    domainName,
    tpyo: "1",
  };
  expect(mistakenKeys(raw).toSorted()).toEqual(Object.keys(raw).toSorted());
});

test("whatever is set, the verdict is a config or at least one mistake with a remedy", () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(stackConfigSchema.shape)), fc.string());
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(fc.string(), fc.json())), (values) => {
      const { config, mistakes } = judged(values);
      expect(config === undefined).toBe(mistakes.length > 0);
      expect(mistakes.every(({ remedy }) => remedy.length > 0)).toBe(true);
    }),
  );
});

test("a second mistake never takes the first from the report", () => {
  const mistake = fc.constantFrom(
    ...Object.entries({ instanceCount: "x", healthCheck: "x", shipLogs: "x", vpcCidrBlock: "x", tpyo: "x" }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(mistake, { selector: ([key]) => key }), (mistakes) => {
      const keys = mistakes.map(([key]) => key);
      expect(mistakenKeys(Object.fromEntries(mistakes)).toSorted()).toEqual(keys.toSorted());
    }),
  );
});

test("the VPC's network is divided into sixteen subnets", () => {
  expect(subnetPrefix("10.0.0.0/16")).toBe(20);
});
