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

describe("a valid config", () => {
  test("has Pulumi.yaml's defaults if nothing is set", () => {
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

describe("refused by key", () => {
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
    ["an image with something before it", "machineImageId", { machineImageId: "x-ami-0123456789abcdef0" }],
    ["an image with something behind it", "machineImageId", { machineImageId: "ami-0123456789abcdef0z" }],
    ["an instance type with something before it", "instanceType", { instanceType: "!t4g.micro" }],
    ["an instance type with something behind it", "instanceType", { instanceType: "t4g.micro!" }],
    ["a hash too long", "artifactSha256", { build: "custom", artifact: "x", artifactSha256: `${sha256}a` }],
    [
      "a hash with something before it",
      "artifactSha256",
      { build: "custom", artifact: "x", artifactSha256: `x${sha256}` },
    ],
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

describe("each mistake has its own remedy", () => {
  const everyKey =
    "build, artifact, artifactSha256, instanceType, instanceCount, machineImageId, availabilityZones, vpcCidrBlock, " +
    "certificateArn, domainName, ingressCidrs, healthCheck, accessLogs, shipLogs, releaseTimeoutMinutes";
  const networks = "give a list, item by item: pulumi config set --path 'ingressCidrs[0]' 203.0.113.0/24";
  const zones = "give a list, item by item: pulumi config set --path 'availabilityZones[0]' us-east-1a";
  const arn = "give an ACM certificate of us-east-1: arn:aws:acm:us-east-1:<account>:certificate/<id>";
  const fromUrl = { build: "custom", artifact: "https://x.org/x", artifactSha256: sha256 };

  test.each<[string, Record<string, string>, string]>([
    ["build", { build: "x" }, "use one of basic, error-handling, custom"],
    ["artifact", { artifact: "x" }, "remove it, or set build to custom: build basic has its own artifact"],
    ["artifact", { build: "custom" }, "give a file or an https URL: build custom needs it"],
    ["artifact", { ...fromUrl, artifact: "ftp://x.org/x" }, "give a file or an https URL"],
    ["artifact", { ...fromUrl, artifact: "https://" }, "give a file or an https URL"],
    ["artifactSha256", { ...fromUrl, artifactSha256: "x" }, "give 64 digits of lower-case hex"],
    [
      "artifactSha256",
      { ...fromUrl, artifactSha256: "" },
      "give the SHA-256 that `sha256sum` prints for the file: an artifact from a URL needs it",
    ],
    ["instanceType", { instanceType: "small" }, "give an EC2 instance type such as t4g.micro"],
    ["instanceCount", { instanceCount: "51" }, "give a whole number of instances from 1 to 50"],
    ["instanceCount", { instanceCount: "-3" }, "give a whole number of instances from 1 to 50"],
    ["instanceCount", { instanceCount: "1e1" }, "give a whole number of instances from 1 to 50"],
    [
      "releaseTimeoutMinutes",
      { releaseTimeoutMinutes: "121" },
      "give a whole number of minutes from 1 to 120",
    ],
    ["machineImageId", { machineImageId: "ami-1" }, "give an image's ID such as ami-0123456789abcdef0"],
    ["availabilityZones", { availabilityZones: "a" }, zones],
    ["availabilityZones", { availabilityZones: "[1]" }, zones],
    ["availabilityZones", { availabilityZones: '["a","a"]' }, "name each zone once"],
    ["ingressCidrs", { ingressCidrs: "{}" }, networks],
    ["ingressCidrs", { ingressCidrs: '["10.0.0.0/8","10.0.0.0/8"]' }, "name each network once"],
    [
      "ingressCidrs",
      { ingressCidrs: '["10.0.0.1/8"]' },
      "10.0.0.1/8 has bits beyond its prefix; the network is 10.0.0.0/8",
    ],
    [
      "vpcCidrBlock",
      { vpcCidrBlock: "10.0.0.0/15" },
      "give a network from /16 to /22: it is divided into 16 subnets",
    ],
    [
      "vpcCidrBlock",
      { vpcCidrBlock: "10.0.0.0/23" },
      "give a network from /16 to /22: it is divided into 16 subnets",
    ],
    ["vpcCidrBlock", { vpcCidrBlock: "10.0/16" }, "10.0/16 is not an IPv4 network such as 203.0.113.0/24"],
    ["artifact", { build: "custom", artifact: "\n" }, "give a file or an https URL"],
    ["certificateArn", { certificateArn: "\n", domainName }, "give the ARN of an ACM certificate"],
    ["certificateArn", { certificateArn: "x", domainName }, arn],
    ["certificateArn", { certificateArn: `x${certificateArn}`, domainName }, arn],
    ["certificateArn", { certificateArn: `${certificateArn}/x`, domainName }, arn],
    [
      "domainName",
      { certificateArn },
      "give the certificate's DNS name, which points to the load balancer: a certificate needs it",
    ],
    ["domainName", { domainName }, "remove it, or set certificateArn to a certificate for this name"],
    [
      "domainName",
      { certificateArn, domainName: "a b.org" },
      "give the certificate's DNS name, such as shows.example.org",
    ],
    ["domainName", { certificateArn, domainName: "shows" }, "give the whole name, such as shows.example.org"],
    ["healthCheck", { healthCheck: "x" }, "use shallow or deep"],
    ["shipLogs", { shipLogs: "yes" }, "use true or false"],
    ["tpyo", { tpyo: "1" }, `remove it; the keys are ${everyKey}`],
  ])("%s, set as %j: %s", (key, raw, remedy) => {
    expect(judged(raw).mistakes).toEqual([{ key, value: raw[key], remedy }].map(withoutEmptyValue));
  });

  /** An empty value is how Pulumi.yaml says that there is none. */
  function withoutEmptyValue<T extends { value: string | undefined }>(mistake: T): T {
    return mistake.value === "" ? { ...mistake, value: undefined } : mistake;
  }

  test("one mistake does not hide another: a certificate of another region without its name has two", () => {
    const elsewhere = certificateArn.replace("us-east-1", "eu-west-1");
    expect(mistakenKeys({ certificateArn: elsewhere })).toEqual(["certificateArn", "domainName"]);
  });

  test("one mistake does not cause another: a wrong value is not also reported as missing", () => {
    expect(mistakenKeys({ build: "custom", artifact: "https://x.org/x", artifactSha256: "x" })).toEqual([
      "artifactSha256",
    ]);
    expect(mistakenKeys({ certificateArn, domainName: "shows" })).toEqual(["domainName"]);
    expect(judged({ build: "custom", artifact: "\n" }).mistakes).toEqual([
      { key: "artifact", value: "\n", remedy: "give a file or an https URL" },
    ]);
    expect(mistakenKeys({ build: "x", artifact: "mine.tgz", artifactSha256: sha256 })).toEqual(["build"]);
  });

  test("a certificate's ARN may be of any region while the stack's region is not known", () => {
    const elsewhere = certificateArn.replace("us-east-1", "eu-west-1");
    const raw = { ...defaults, certificateArn: elsewhere, domainName };
    expect(judgeStackConfig(raw, undefined).mistakes).toEqual([]);
    const [mistake] = judgeStackConfig({ ...raw, certificateArn: "x" }, undefined).mistakes;
    expect(mistake?.remedy).toContain("arn:aws:acm:us-east-1:");
    expect(judgeStackConfig(raw, "eu-west-1").mistakes).toEqual([]);
  });
});

test("the limits themselves are allowed", () => {
  const raw = { instanceCount: "50", releaseTimeoutMinutes: "120", vpcCidrBlock: "10.0.0.0/22" };
  expect(judged(raw).config).toMatchObject({ instanceCount: 50, releaseTimeoutMinutes: 120 });
  expect(judged({ releaseTimeoutMinutes: "1" }).config?.releaseTimeoutMinutes).toBe(1);
});

test("the artifact's scheme is read in any case, and a file name may have a colon", () => {
  const custom = { build: "custom", artifactSha256: sha256 };
  expect(judged({ ...custom, artifact: "HTTPS://x.org/x" }).mistakes).toEqual([]);
  expect(judged({ build: "custom", artifact: "builds/v1:2/x.tgz" }).mistakes).toEqual([]);
  expect(judged({ build: "custom", artifact: "files/https://x" }).mistakes).toEqual([]);
});

test("valid values are known even if something else is wrong", () => {
  const { sound } = judged({ instanceCount: "x", healthCheck: "deep", tpyo: "1" });
  expect(sound).toMatchObject({ build: "basic", healthCheck: "deep", accessLogs: false });
  expect(sound).not.toHaveProperty("instanceCount");
  expect(judged({}).sound).toEqual(judged({}).config);
});

test("for a list that was set as JSON text, the message says how to set a list", () => {
  expect(judged({ ingressCidrs: '["192.0.2.0/24"]' }).config?.ingressCidrs).toEqual(["192.0.2.0/24"]);
  expect(judged({ ingressCidrs: "192.0.2.0/24" }).mistakes[0]?.remedy).toContain("--path 'ingressCidrs[0]'");
});

test("all mistakes are reported at once, wrong types too", () => {
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

test("any config is valid or has at least one mistake with a remedy", () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(stackConfigSchema.shape)), fc.string());
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(fc.string(), fc.json())), (values) => {
      const { config, mistakes } = judged(values);
      expect(config === undefined).toBe(mistakes.length > 0);
      expect(mistakes.every(({ remedy }) => remedy.length > 0)).toBe(true);
    }),
  );
});

test("a second mistake never removes the first from the report", () => {
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
