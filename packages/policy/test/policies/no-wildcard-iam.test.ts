import { describe, expect, test } from "vitest";
import { checkNoWildcardIam, noWildcardIam } from "../../src/policies/no-wildcard-iam.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const { bucket, bucketV2, bucketPolicy, rolePolicy, role, rolePolicyAttachment, vpcEndpoint } = resourceTypes;

function check(type: string, props: Record<string, unknown>) {
  return [...checkNoWildcardIam(resource(type, props))];
}

function document(...statements: Record<string, unknown>[]) {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const narrow = {
  Effect: "Allow",
  Action: ["dynamodb:GetItem"],
  Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/recommendations",
};

test("a policy with specific actions and resources passes", () => {
  expect(check(rolePolicy, { policy: document(narrow) })).toEqual([]);
});

test("a Deny may have wildcards", () => {
  const denial = { Effect: "Deny", Action: "*", Resource: "*" };
  expect(check(rolePolicy, { policy: document(narrow, denial) })).toEqual([]);
});

test.each([
  ["Action", "*"],
  ["Action", ["dynamodb:GetItem", "*"]],
  ["Action", "*:*"],
  ["Action", "s3:*"],
  ["Action", "dynamodb:Get*"],
  ["Resource", "*"],
  ["Resource", ["arn:aws:s3:::releases/*", "*"]],
  ["Resource", "arn:aws:s3:::*"],
  ["Resource", "arn:aws:dynamodb:us-east-1:123456789012:table/*"],
  ["NotAction", "iam:*"],
  ["NotResource", "arn:aws:s3:::releases"],
])("an Allow with %s %j is refused", (element, value) => {
  expect(check(rolePolicy, { policy: document(narrow, { ...narrow, [element]: value }) })).toEqual([
    expect.stringContaining("policy.Statement[1]"),
  ]);
});

test("a single statement is read without a list", () => {
  const policy = JSON.stringify({ Statement: { ...narrow, Resource: "*" } });
  expect(check(rolePolicy, { policy })).toHaveLength(1);
});

test("a document that is not JSON is refused", () => {
  expect(check(rolePolicy, { policy: "{" })).toEqual(["policy is not a JSON document."]);
});

test("a role's inline policies are read too", () => {
  const props = {
    assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: {} }),
    inlinePolicies: [{ policy: document({ ...narrow, Action: "*" }) }],
  };
  expect(check(role, props)).toEqual([expect.stringContaining("inlinePolicies[0].policy")]);
});

const broad = [
  "arn:aws:iam::aws:policy/AdministratorAccess",
  "arn:aws:iam::aws:policy/AmazonS3FullAccess",
  "arn:aws:iam::aws:policy/ReadOnlyAccess",
  "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess",
];

test.each(broad)("attaching %s is refused", (policyArn) => {
  expect(check(rolePolicyAttachment, { policyArn })).toHaveLength(1);
});

test.each<[string, Record<string, unknown>]>([
  [role, { managedPolicyArns: [broad[0]] }],
  [resourceTypes.policyAttachment, { policyArn: broad[0], roles: ["x"] }],
  [resourceTypes.rolePolicyAttachmentsExclusive, { policyArns: [broad[0]] }],
  [resourceTypes.userPolicyAttachment, { policyArn: broad[0] }],
  [resourceTypes.groupPolicyAttachment, { policyArn: broad[0] }],
])("%s attaches policies as well", (type, props) => {
  expect(noWildcardIam.types).toContain(type);
  expect(check(type, props)).toHaveLength(1);
});

describe("everyone as Principal", () => {
  const open = { ...narrow, Action: "s3:GetObject", Resource: "arn:aws:s3:::releases/*" };

  test.each([
    [bucketPolicy, "*"],
    [bucketPolicy, { AWS: "*" }],
    [bucketPolicy, { AWS: ["arn:aws:iam::123456789012:root", "*"] }],
    [bucket, "*"],
    [bucketV2, "*"],
  ])("%s that allows %j is refused", (type, Principal) => {
    expect(check(type, { policy: document({ ...open, Principal }) })).toEqual([
      expect.stringContaining("allows everyone"),
    ]);
  });

  test("may not assume a role", () => {
    const trust = document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" });
    expect(check(role, { assumeRolePolicy: trust })).toEqual([expect.stringContaining("allows everyone")]);
  });

  test("is accepted with a condition, and at an endpoint, whose callers have their own permissions", () => {
    const Condition = { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/x" } };
    expect(check(bucketPolicy, { policy: document({ ...open, Principal: "*", Condition }) })).toEqual([]);
    expect(check(vpcEndpoint, { policy: document({ ...open, Principal: "*" }) })).toEqual([]);
  });
});

test("attaching a narrow managed policy passes", () => {
  const policyArn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
  expect(check(rolePolicyAttachment, { policyArn })).toEqual([]);
});

test("an endpoint without a policy allows everything and is refused", () => {
  expect(check(vpcEndpoint, {})).toEqual([expect.stringContaining("policy is not set")]);
});
