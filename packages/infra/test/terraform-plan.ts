import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";

/**
 * A recorded graph in the form of a Terraform plan, which scanners read. The provider's types and properties are Terraform's
 * under other names; so far as the rules of naming go, they are turned back.
 */
export function terraformPlan({ resources }: ResourceGraph): object {
  const own = resources.filter(({ custom }) => custom);
  const described = own.map(({ urn, type, name, inputs, propertyDependencies }) => ({
    urn,
    resource: {
      address: `${terraformType(type)}.${name}`,
      mode: "managed",
      type: terraformType(type),
      name,
    },
    values: properties(inputs),
    made: Object.entries(propertyDependencies),
  }));
  const addresses = new Map(described.map(({ urn, resource }) => [urn, resource.address]));
  const references = (urns: string[]) =>
    urns.flatMap((urn) => {
      const address = addresses.get(urn);
      return address === undefined ? [] : [`${address}.id`, address];
    });
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: {
      root_module: { resources: described.map(({ resource, values }) => ({ ...resource, values })) },
    },
    resource_changes: [],
    configuration: {
      root_module: {
        resources: described.map(({ resource, made }) => ({
          ...resource,
          expressions: Object.fromEntries(
            made.map(([key, urns]) => [terraformName(key), { references: references(urns) }]),
          ),
        })),
      },
    },
  };
}

/** `aws:s3/bucketPolicy:BucketPolicy` is aws_s3_bucket_policy; types of EC2 do not name their service. */
function terraformType(type: string): string {
  const [, path = "", name = ""] = type.split(":");
  const [service = ""] = path.split("/");
  const renamed: Record<string, string> = { LoadBalancer: "aws_lb", BucketObjectv2: "aws_s3_object" };
  return renamed[name] ?? `aws_${service === "ec2" ? "" : `${service}_`}${snakeCase(name)}`;
}

/** Blocks have a name in the plural with Pulumi. */
function terraformName(key: string): string {
  const blocks: Record<string, string> = {
    attributes: "attribute",
    defaultActions: "default_action",
    rules: "rule",
  };
  return blocks[key] ?? snakeCase(key);
}

const snakeCase = (name: string) =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

function properties(inputs: object): Record<string, unknown> {
  const maps = ["tags", "dimensions"];
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      terraformName(key),
      maps.includes(key) ? value : blocksOf(value),
    ]),
  );
}

/** Terraform holds every block in a list, also where there can be only one. */
function blocksOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => (typeof entry === "object" ? properties(entry) : entry));
  }
  return typeof value === "object" && value !== null ? [properties(value)] : value;
}
