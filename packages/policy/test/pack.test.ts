import type { GraphResource } from "@soft-landing/stack-graph/resource-graph";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policies } from "../src/policies/registry.ts";
import { resourceTypes } from "../src/resource-types.ts";
import { type PolicyServer, startPolicyServer } from "./policy-server.ts";
import { readRecordedGraph } from "./recorded-graphs.ts";

/** What Pulumi's engine sends for a string that is not known before the update. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The same for a list. */
const unknownList = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

let server: PolicyServer;
beforeAll(async () => {
  server = await startPolicyServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function graphResource(
  type: string,
  inputs: Record<string, unknown>,
  propertyDependencies: Record<string, string[]> = {},
  name = "resource",
): GraphResource {
  return {
    urn: `urn:pulumi:basic::soft-landing::${type}::${name}`,
    type,
    name,
    custom: true,
    id: name,
    parent: null,
    inputs,
    outputs: inputs,
    dependencies: [],
    propertyDependencies,
    options: {},
  };
}

test("Pulumi's host for policy packs loads every policy of the registry", async () => {
  expect(await server.policyNames()).toEqual(policies.map(({ name }) => name));
});

test("a resource that breaks a rule stops the update", async () => {
  const template = graphResource(resourceTypes.launchTemplate, {
    metadataOptions: { httpTokens: "optional" },
    blockDeviceMappings: [{ ebs: { encrypted: "true" } }],
    tagSpecifications: [{ resourceType: "volume", tags: { Project: "x", Stack: "x" } }],
  });
  expect(await server.analyze(template)).toEqual([
    expect.objectContaining({
      policyName: "imdsv2-required",
      mandatory: true,
      message: expect.stringContaining('httpTokens is "optional"'),
    }),
  ]);
});

test("a rule on the whole stack uses Pulumi's property dependencies", async () => {
  const bucket = graphResource(resourceTypes.bucket, {}, {}, "releases");
  const named = (await server.analyzeStack([bucket])).map(({ policyName, urn }) => ({ policyName, urn }));
  expect(named).toEqual([
    { policyName: "bucket-private", urn: bucket.urn },
    { policyName: "bucket-tls-only", urn: bucket.urn },
  ]);
});

test("a resource made from the bucket satisfies the rule, although the bucket's name is unknown", async () => {
  const bucket = graphResource(resourceTypes.bucket, {}, {}, "releases");
  const blocks = {
    ...{ blockPublicAcls: true, blockPublicPolicy: true },
    ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
  };
  const companion = graphResource(
    resourceTypes.bucketPublicAccessBlock,
    { bucket: unknownString, ...blocks },
    { bucket: [bucket.urn] },
  );
  const broken = (await server.analyzeStack([bucket, companion])).map(({ policyName }) => policyName);
  expect(broken).not.toContain("bucket-private");
});

test("an unknown value in a first preview is reported, and does not stop the update", async () => {
  const policy = graphResource(resourceTypes.rolePolicy, { policy: unknownString });
  expect(await server.analyze(policy)).toEqual([
    expect.objectContaining({ policyName: "no-wildcard-iam", mandatory: false }),
  ]);
});

test("unknown inline rules do not hide an open rule beside them", async () => {
  const group = graphResource(resourceTypes.securityGroup, { ingress: unknownList }, {}, "servers");
  const rule = graphResource(
    resourceTypes.securityGroupIngressRule,
    { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 22, toPort: 22 },
    { securityGroupId: [group.urn] },
  );
  const found = await server.analyzeStack([group, rule]);
  expect(found).toContainEqual(
    expect.objectContaining({ policyName: "no-open-ingress", mandatory: true, urn: rule.urn }),
  );
});

test("the recorded stack passes through Pulumi's host without a violation", async () => {
  const { resources } = readRecordedGraph("basic");
  const single = await Promise.all(resources.map((resource) => server.analyze(resource)));
  expect([...single.flat(), ...(await server.analyzeStack(resources))]).toEqual([]);
});
