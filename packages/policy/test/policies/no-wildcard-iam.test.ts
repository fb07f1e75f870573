import { expect, test } from "vitest";
import { checkNoWildcardIam, noWildcardIam } from "../../src/policies/no-wildcard-iam.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const { rolePolicy, role, rolePolicyAttachment, vpcEndpoint } = resourceTypes;

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

test("a policy that names action and resource passes", () => {
  expect(check(rolePolicy, { policy: document(narrow) })).toEqual([]);
});

test("a denial may name everything", () => {
  const denial = { Effect: "Deny", Action: "*", Resource: "*" };
  expect(check(rolePolicy, { policy: document(narrow, denial) })).toEqual([]);
});

test.each([
  ["Action", "*"],
  ["Action", ["dynamodb:GetItem", "*"]],
  ["Action", "*:*"],
  ["Resource", "*"],
  ["Resource", ["arn:aws:s3:::releases/*", "*"]],
  ["NotAction", "iam:*"],
  ["NotResource", "arn:aws:s3:::releases"],
])("an Allow with %s %j is refused", (element, value) => {
  expect(check(rolePolicy, { policy: document(narrow, { ...narrow, [element]: value }) })).toEqual([
    expect.stringContaining("policy.Statement[1]"),
  ]);
});

test("a document's only statement need not stand in a list", () => {
  const policy = JSON.stringify({ Statement: { ...narrow, Resource: "*" } });
  expect(check(rolePolicy, { policy })).toHaveLength(1);
});

test("a document that is no JSON is refused", () => {
  expect(check(rolePolicy, { policy: "{" })).toEqual(["policy is not a JSON document."]);
});

test("a role's inline policies are read too", () => {
  const props = {
    assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: {} }),
    inlinePolicies: [{ policy: document({ ...narrow, Action: "*" }) }],
  };
  expect(check(role, props)).toEqual([expect.stringContaining("inlinePolicies[0].policy")]);
});

test.each(["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess"])(
  "attaching %s is refused",
  (policyArn) => {
    expect(check(rolePolicyAttachment, { policyArn })).toHaveLength(1);
  },
);

test("attaching a narrow managed policy passes", () => {
  const policyArn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
  expect(check(rolePolicyAttachment, { policyArn })).toEqual([]);
});

test("an endpoint without a policy lets everything pass and is refused", () => {
  expect(check(vpcEndpoint, {})).toEqual([expect.stringContaining("policy is not set")]);
});

test("every type with a policy document is looked at", () => {
  expect(noWildcardIam.types).toContain(vpcEndpoint);
  expect(noWildcardIam.types).toContain(rolePolicy);
});
