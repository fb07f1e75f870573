import { expect, test } from "vitest";
import { checkGraph } from "../src/check-graph.ts";
import { policies } from "../src/policies/registry.ts";
import { type ResourceTypeName, resourceTypes } from "../src/resource-types.ts";
import { readRecordedGraph, recordedStacks, recordGraph, withChange } from "./recorded-graphs.ts";

const stacks = recordedStacks();
const cases = stacks.flatMap((stack) => policies.map((policy) => [stack, policy.name, policy] as const));

test("both committed stacks have been recorded", () => {
  expect(stacks).toEqual(expect.arrayContaining(["basic", "error-handling"]));
});

test.each(cases)("the stack %s complies with %s", (stack, _, policy) => {
  expect(checkGraph(readRecordedGraph(stack), [policy])).toEqual([]);
});

test("a stack with every option on complies with every policy", () => {
  const graph = recordGraph({
    accessLogs: "true",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d",
    domainName: "shows.example.org",
    healthCheck: "deep",
    ingressCidrs: '["203.0.113.0/24","0.0.0.0/0"]',
    shipLogs: "true",
  });
  expect(checkGraph(graph, policies)).toEqual([]);
});

const resourcePolicies = policies.filter((policy) => policy.scope === "resource");

test.each(resourcePolicies.map((policy) => [policy.name, policy] as const))(
  "%s applies to a resource of the stack",
  (_, policy) => {
    const types = new Set(readRecordedGraph("basic").resources.map(({ type }) => type));
    expect(policy.types.some((type) => types.has(type))).toBe(true);
  },
);

/** What somebody might change without thinking, and the policy that must notice. */
const carelessChanges: {
  change: string;
  type: ResourceTypeName;
  inputs: Record<string, unknown>;
  noticedBy: string;
}[] = [
  {
    change: "IMDSv1 let in",
    type: "launchTemplate",
    inputs: { metadataOptions: { httpTokens: "optional" } },
    noticedBy: "imdsv2-required",
  },
  {
    change: "tokens that reach a container",
    type: "launchTemplate",
    inputs: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
    noticedBy: "imdsv2-required",
  },
  {
    change: "plain root volume",
    type: "launchTemplate",
    inputs: { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 8 } }] },
    noticedBy: "volumes-encrypted",
  },
  {
    change: "root volume left to the image",
    type: "launchTemplate",
    inputs: { blockDeviceMappings: undefined },
    noticedBy: "volumes-encrypted",
  },
  {
    change: "volumes without tags",
    type: "launchTemplate",
    inputs: { tagSpecifications: [] },
    noticedBy: "required-tags",
  },
  { change: "group without tags", type: "group", inputs: { tags: [] }, noticedBy: "required-tags" },
  {
    change: "every action for the servers",
    type: "rolePolicy",
    inputs: { policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/*"}]}' },
    noticedBy: "no-wildcard-iam",
  },
  {
    change: "a bucket that anybody may read",
    type: "bucketPolicy",
    inputs: {
      policy:
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}',
    },
    noticedBy: "no-wildcard-iam",
  },
  {
    change: "a role that administers the account",
    type: "role",
    inputs: { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    noticedBy: "no-wildcard-iam",
  },
  {
    change: "endpoint without a policy",
    type: "vpcEndpoint",
    inputs: { policy: undefined },
    noticedBy: "no-wildcard-iam",
  },
  {
    change: "servers open to the world",
    type: "securityGroupIngressRule",
    inputs: { cidrIpv4: "0.0.0.0/0" },
    noticedBy: "no-open-ingress",
  },
  {
    change: "balancer open on every port",
    type: "securityGroupIngressRule",
    inputs: { ipProtocol: "-1", fromPort: 0, toPort: 65_535 },
    noticedBy: "no-open-ingress",
  },
  {
    change: "public access block loosened",
    type: "bucketPublicAccessBlock",
    inputs: { blockPublicPolicy: false },
    noticedBy: "bucket-private",
  },
  {
    change: "plain HTTP to the bucket",
    type: "bucketPolicy",
    inputs: { policy: '{"Statement":[]}' },
    noticedBy: "bucket-tls-only",
  },
];

test.each(carelessChanges)("$change is noticed by $noticedBy", ({ type, inputs, noticedBy }) => {
  const careless = withChange(readRecordedGraph("basic"), resourceTypes[type], (present) => {
    Object.assign(present, inputs);
  });
  expect(checkGraph(careless, policies).map(({ policy }) => policy)).toContain(noticedBy);
});

test("every policy notices at least one careless change", () => {
  const noticing = new Set(carelessChanges.map(({ noticedBy }) => noticedBy));
  expect(policies.map(({ name }) => name).filter((name) => !noticing.has(name))).toEqual([]);
});

test.each(["bucketPublicAccessBlock", "bucketPolicy"] as const)("a removed %s is noticed", (type) => {
  const graph = readRecordedGraph("basic");
  const resources = graph.resources.filter((resource) => resource.type !== resourceTypes[type]);
  expect(checkGraph({ ...graph, resources }, policies)).not.toEqual([]);
});
