import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackConfigSchema } from "@soft-landing/shared/stack-config";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { projectFolder } from "../../src/artifact/artifact.ts";
import { judgeStackConfig } from "../../src/plan/stack-config.ts";

const surroundings = {
  region: "us-east-1",
  regionZones: ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],
};
const judged = (raw: Record<string, string>) => judgeStackConfig({ build: "basic", ...raw }, surroundings);
const mistakenKeys = (raw: Record<string, string>) => judged(raw).mistakes.map(({ key }) => key);
const sha256 = "ab".repeat(32);

describe("a right config", () => {
  test("gets every default", () => {
    expect(judged({}).config).toEqual({
      build: "basic",
      instanceType: "t4g.micro",
      instanceCount: 3,
      ingressCidrs: ["0.0.0.0/0"],
      healthCheck: "shallow",
      accessLogs: false,
      shipLogs: false,
    });
  });

  test("takes empty texts and lists, which stand for nothing in Pulumi.yaml", () => {
    const empty = { artifact: "", artifactSha256: "", certificateArn: "", availabilityZones: "[]" };
    expect(judged(empty).config).toEqual(judged({}).config);
  });

  test.each<[string, Record<string, string>]>([
    ["a custom artifact from a file", { build: "custom", artifact: "mine.tgz" }],
    ["a custom artifact with its hash", { build: "custom", artifact: "mine.tgz", artifactSha256: sha256 }],
    [
      "a custom artifact from a URL",
      { build: "custom", artifact: "https://example.org/x.tgz", artifactSha256: sha256 },
    ],
    ["three zones", { availabilityZones: '["us-east-1b","us-east-1c","us-east-1d"]' }],
    ["a certificate of the region", { certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1-a" }],
    ["two networks", { ingressCidrs: '["10.0.0.0/8","192.0.2.0/24"]' }],
    ["a deep health check and logs", { healthCheck: "deep", accessLogs: "true", shipLogs: "true" }],
    ["one instance", { instanceCount: "1" }],
  ])("may have %s", (_what, raw) => {
    expect(judged(raw).mistakes).toEqual([]);
  });
});

describe("refused, by key", () => {
  test.each<[string, string, Record<string, string>]>([
    ["an unknown build", "build", { build: "bsic" }],
    ["a count below 1", "instanceCount", { instanceCount: "0" }],
    ["a count that is a slip of the finger", "instanceCount", { instanceCount: "300" }],
    ["a count that is no number", "instanceCount", { instanceCount: "three" }],
    ["a count that is no whole number", "instanceCount", { instanceCount: "2.5" }],
    ["an artifact without custom", "artifact", { artifact: "mine.tgz" }],
    ["a hash without custom", "artifactSha256", { artifactSha256: sha256 }],
    ["custom without an artifact", "artifact", { build: "custom" }],
    [
      "an artifact over plain HTTP",
      "artifact",
      { build: "custom", artifact: "http://x.org/x", artifactSha256: sha256 },
    ],
    ["an artifact on S3", "artifact", { build: "custom", artifact: "s3://x/x", artifactSha256: sha256 }],
    ["a URL without a hash", "artifactSha256", { build: "custom", artifact: "https://x.org/x" }],
    [
      "a hash in capitals",
      "artifactSha256",
      { build: "custom", artifact: "x", artifactSha256: sha256.toUpperCase() },
    ],
    ["a bad CIDR", "ingressCidrs", { ingressCidrs: '["10.0.0.1/8"]' }],
    ["a CIDR twice", "ingressCidrs", { ingressCidrs: '["10.0.0.0/8","10.0.0.0/8"]' }],
    ["a list that is none", "ingressCidrs", { ingressCidrs: "10.0.0.0/8" }],
    ["a list of numbers", "ingressCidrs", { ingressCidrs: "[1]" }],
    [
      "a zone beyond the region's",
      "availabilityZones",
      { availabilityZones: '["us-east-1a","us-east-1b","us-east-1z"]' },
    ],
    ["two zones", "availabilityZones", { availabilityZones: '["us-east-1a","us-east-1b"]' }],
    [
      "a zone twice",
      "availabilityZones",
      { availabilityZones: '["us-east-1a","us-east-1b","us-east-1c","us-east-1a"]' },
    ],
    [
      "a certificate of another region",
      "certificateArn",
      { certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1-a" },
    ],
    ["an instance type that is none", "instanceType", { instanceType: "small" }],
    ["an unknown health check", "healthCheck", { healthCheck: "medium" }],
    ["a boolean that is none", "accessLogs", { accessLogs: "yes" }],
    ["a key that nobody knows", "instancecount", { instancecount: "3" }],
  ])("%s", (_what, key, raw) => {
    const { config, mistakes } = judged(raw);
    expect(config).toBeUndefined();
    expect([...new Set(mistakes.map((mistake) => mistake.key))]).toEqual([key]);
    for (const { remedy } of mistakes) {
      expect(remedy).not.toBe("");
    }
  });

  test("a region with too few zones, where none are named", () => {
    const { mistakes } = judgeStackConfig(
      { build: "basic" },
      { region: "xx-east-1", regionZones: ["xx-east-1a"] },
    );
    expect(mistakes.map(({ key }) => key)).toEqual(["aws:region"]);
  });
});

test("all mistakes are reported at once", () => {
  const raw = {
    build: "x",
    instanceCount: "0",
    ingressCidrs: "[1]",
    healthCheck: "x",
    tpyo: "1",
    shipLogs: "1",
  };
  expect(mistakenKeys(raw).toSorted()).toEqual(Object.keys(raw).toSorted());
});

test("zones that could not be asked for hide no mistake and make none", () => {
  const blind = { region: "us-east-1", regionZones: undefined };
  expect(judgeStackConfig({ build: "basic" }, blind).mistakes).toEqual([]);
  expect(judgeStackConfig({ build: "x" }, blind).mistakes).toHaveLength(1);
});

test("whatever stands there, the verdict is a config or at least one mistake with a remedy", () => {
  const keys = Object.keys(stackConfigSchema.shape);
  const raw = fc.dictionary(
    fc.oneof(fc.constantFrom(...keys), fc.string()),
    fc.oneof(fc.string(), fc.json()),
  );
  fc.assert(
    fc.property(raw, (values) => {
      const { config, mistakes } = judgeStackConfig(values, surroundings);
      expect(config === undefined).toBe(mistakes.length > 0);
      expect(mistakes.every(({ remedy }) => remedy.length > 0)).toBe(true);
    }),
  );
});

test("Pulumi.yaml declares exactly the schema's keys, each with type, default and description, and the schema's defaults", () => {
  const project: { config: Record<string, { type: string; default: unknown; description: string }> } = parse(
    readFileSync(join(projectFolder, "Pulumi.yaml"), "utf8"),
  );
  expect(Object.keys(project.config).toSorted()).toEqual(Object.keys(stackConfigSchema.shape).toSorted());
  for (const declaration of Object.values(project.config)) {
    expect(Object.keys(declaration)).toEqual(expect.arrayContaining(["type", "default", "description"]));
  }
  const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const raw = Object.entries(project.config).map(([key, declaration]) => [key, text(declaration.default)]);
  expect(judged(Object.fromEntries(raw)).config).toEqual(stackConfigSchema.parse({ build: "basic" }));
});
