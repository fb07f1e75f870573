import type {
  Policies,
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidation,
} from "@pulumi/policy";
import type { CheckedResource, Policy, ResourcePolicy, StackPolicy } from "./policy.ts";

/**
 * The policies in the form that Pulumi's policy server expects. Each of them stops an update that violates
 * it.
 */
export function toCrossGuard(policies: readonly Policy[]): Policies {
  return policies.map((policy) => {
    const { name, description } = policy;
    const common = { name, description, enforcementLevel: "mandatory" as const };
    return policy.scope === "resource"
      ? { ...common, validateResource: resourceValidation(policy) }
      : { ...common, validateStack: stackValidation(policy) };
  });
}

function resourceValidation(policy: ResourcePolicy): ResourceValidation {
  return (args, reportViolation) => {
    if (!policy.types.includes(args.type)) {
      args.notApplicable(`${policy.name} checks ${policy.types.join(", ")}`);
    }
    for (const message of policy.check(fromArgs(args))) {
      reportViolation(message);
    }
  };
}

function stackValidation(policy: StackPolicy): StackValidation {
  return (args, reportViolation) => {
    for (const { resource, message } of policy.check(args.resources.map(fromPolicyResource))) {
      reportViolation(message, resource.urn);
    }
  };
}

function fromArgs({ urn, type, name, props }: ResourceValidationArgs): CheckedResource {
  return { urn, type, name, props, propertyDependencies: {} };
}

function fromPolicyResource(resource: PolicyResource): CheckedResource {
  const { urn, type, name, props } = resource;
  const propertyDependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, made]) => [
      property,
      made.map((dependency) => dependency.urn),
    ]),
  );
  return { urn, type, name, props, propertyDependencies };
}
