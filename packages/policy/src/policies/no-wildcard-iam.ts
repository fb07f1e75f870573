import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { parsePolicyDocument, statementsOf } from "../policy-document.ts";
import { listOf, propertiesOf, quoted, stringsOf } from "../property-values.ts";
import { bucketTypes, resourceTypes } from "../resource-types.ts";

/** AWS-managed policies that amount to `*`. */
const broadManagedPolicy =
  /:iam::aws:policy\/(.*\/)?(AdministratorAccess\S*|PowerUserAccess|(ReadOnly|ViewOnly|\w+Full)Access)$/;

/** The properties in which a type attaches managed policies. */
const attachments: Readonly<Record<string, string>> = {
  [resourceTypes.groupPolicyAttachment]: "policyArn",
  [resourceTypes.policyAttachment]: "policyArn",
  [resourceTypes.role]: "managedPolicyArns",
  [resourceTypes.rolePolicyAttachment]: "policyArn",
  [resourceTypes.rolePolicyAttachmentsExclusive]: "policyArns",
  [resourceTypes.userPolicyAttachment]: "policyArn",
};

/** Types whose document says who has access: there, `Principal: "*"` without a condition is everyone. */
const documentsWithPrincipal: readonly string[] = [
  ...bucketTypes,
  resourceTypes.bucketPolicy,
  resourceTypes.role,
];

/**
 * An Allow statement must not have a wildcard in its Action, all resources of a kind as Resource, everything
 * except a few of either, or everyone as Principal.
 */
export function* checkNoWildcardIam({ type, props }: CheckedResource): Iterable<string> {
  const attachment = attachments[type];
  if (attachment !== undefined) {
    for (const arn of stringsOf(props[attachment]).filter((each) => broadManagedPolicy.test(each))) {
      yield `${attachment} has ${quoted(arn)}, which allows whole services; list what is needed.`;
    }
  }
  if (type === resourceTypes.vpcEndpoint && props.policy === undefined) {
    yield "policy is not set, and an endpoint without one allows every action on every resource; list what is needed.";
  }
  for (const { at, document } of documentsOf(type, props)) {
    yield* checkDocument(at, document, documentsWithPrincipal.includes(type));
  }
}

export const noWildcardIam: ResourcePolicy = {
  scope: "resource",
  name: "no-wildcard-iam",
  description:
    "No Allow has a wildcard in its Action, all resources of a kind as Resource, or everyone as Principal.",
  types: [
    ...bucketTypes,
    resourceTypes.bucketPolicy,
    resourceTypes.groupPolicy,
    resourceTypes.iamPolicy,
    resourceTypes.rolePolicy,
    resourceTypes.userPolicy,
    resourceTypes.vpcEndpoint,
    ...Object.keys(attachments),
  ],
  check: checkNoWildcardIam,
};

function documentsOf(type: string, props: CheckedResource["props"]): { at: string; document: unknown }[] {
  if (type !== resourceTypes.role) {
    return [{ at: "policy", document: props.policy }];
  }
  const inline = listOf(props.inlinePolicies).map((entry, index) => ({
    at: `inlinePolicies[${index}].policy`,
    document: propertiesOf(entry).policy,
  }));
  return [{ at: "assumeRolePolicy", document: props.assumeRolePolicy }, ...inline];
}

function* checkDocument(at: string, document: unknown, namesPrincipal: boolean): Iterable<string> {
  if (document === undefined) {
    return;
  }
  const parsed = parsePolicyDocument(document);
  if (parsed === undefined) {
    yield `${at} is not a JSON document.`;
    return;
  }
  for (const [index, statement] of statementsOf(parsed).entries()) {
    if (statement.Effect === "Allow") {
      yield* checkStatement(`${at}.Statement[${index}]`, statement, namesPrincipal);
    }
  }
}

function* checkStatement(
  at: string,
  statement: Readonly<Record<string, unknown>>,
  namesPrincipal: boolean,
): Iterable<string> {
  const wide = [
    ...stringsOf(statement.Action).filter((action) => /[*?]/.test(action)),
    ...stringsOf(statement.Resource).filter(isAllOfAKind),
  ];
  for (const value of wide) {
    yield `${at} allows ${quoted(value)}; name what is needed.`;
  }
  for (const element of ["NotAction", "NotResource", "NotPrincipal"]) {
    if (statement[element] !== undefined) {
      yield `${at} allows everything else with ${element}; name what is needed.`;
    }
  }
  const { Principal, Condition } = statement;
  const principals = [...stringsOf(Principal), ...stringsOf(propertiesOf(Principal).AWS)];
  if (namesPrincipal && Condition === undefined && principals.includes("*")) {
    yield `${at} allows everyone; name the Principal, or add a Condition.`;
  }
}

/** `*` and its variants: an ARN whose resource starts with a wildcard, or is a type and a wildcard. */
function isAllOfAKind(resource: string): boolean {
  const [, , service, , , ...rest] = resource.split(":");
  const name = rest.join(":");
  return (
    /^[*:?]+$/.test(resource) || /^[*?]/.test(name) || (service !== "s3" && /^[a-z-]+[:/][*?]+$/.test(name))
  );
}
