import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { parsePolicyDocument, statementsOf } from "../policy-document.ts";
import { listOf, propertiesOf, quoted, stringsOf } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** AWS-managed policies that amount to `*`. */
const broadManagedPolicy = /:iam::aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|\w+FullAccess)$/;

/** No statement that allows may have `*` as a whole Action or Resource, nor all but a few of either. */
export function* checkNoWildcardIam({ type, props }: CheckedResource): Iterable<string> {
  if (type === resourceTypes.rolePolicyAttachment) {
    const [arn] = stringsOf(props.policyArn);
    if (arn !== undefined && broadManagedPolicy.test(arn)) {
      yield `policyArn is ${quoted(arn)}, which allows whole services; write out what is needed.`;
    }
    return;
  }
  if (type === resourceTypes.vpcEndpoint && props.policy === undefined) {
    yield "policy is not set, and an endpoint without one lets every action on every resource pass; write out what is needed.";
  }
  for (const { at, document } of documentsOf(type, props)) {
    yield* checkDocument(at, document);
  }
}

export const noWildcardIam: ResourcePolicy = {
  scope: "resource",
  name: "no-wildcard-iam",
  description: "No Allow has * as a whole Action or Resource.",
  types: [
    resourceTypes.bucketPolicy,
    resourceTypes.groupPolicy,
    resourceTypes.iamPolicy,
    resourceTypes.role,
    resourceTypes.rolePolicy,
    resourceTypes.rolePolicyAttachment,
    resourceTypes.userPolicy,
    resourceTypes.vpcEndpoint,
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

function* checkDocument(at: string, document: unknown): Iterable<string> {
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
      yield* checkStatement(`${at}.Statement[${index}]`, statement);
    }
  }
}

function* checkStatement(at: string, statement: Readonly<Record<string, unknown>>): Iterable<string> {
  for (const element of ["Action", "Resource"] as const) {
    for (const value of stringsOf(statement[element]).filter(isWholeWildcard)) {
      yield `${at} allows ${quoted(value)} as ${element}; name what is needed.`;
    }
    if (statement[`Not${element}`] !== undefined) {
      yield `${at} allows by Not${element}, that is, everything else; name what is needed.`;
    }
  }
}

/** `*`, and its disguises such as `*:*` and `**`. */
function isWholeWildcard(value: string): boolean {
  return /^[*:?]+$/.test(value);
}
