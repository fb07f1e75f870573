import type { GraphResource, ResourceGraph } from "@soft-landing/shared/resource-graph";

export const switchParameterName = "/soft-landing/test/RecommendationServiceEnabled";
export const tableName = "recommendations-0123abc";

/** A small graph with what the endpoint makes at its start: one table, two items, one parameter. */
export const labGraph: ResourceGraph = {
  version: 1,
  project: "soft-landing",
  stack: "test",
  region: "us-east-1",
  accountId: "123456789012",
  config: {},
  resources: [
    resource("aws:dynamodb/table:Table", "recommendations", {
      name: tableName,
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
    }),
    resource("aws:dynamodb/tableItem:TableItem", "first", {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "1" }, user: { S: "Ada" }, recommendation: { S: "Columbo" } }),
    }),
    resource("aws:dynamodb/tableItem:TableItem", "second", {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "2" }, user: { S: "Ben" }, recommendation: { S: "Star Trek" } }),
    }),
    resource("aws:ssm/parameter:Parameter", "switch", {
      name: switchParameterName,
      type: "String",
      value: "true",
      description: "The switch",
    }),
  ],
  outputs: {},
};

function resource(type: string, name: string, values: Record<string, unknown>): GraphResource {
  return {
    urn: `urn:pulumi:test::soft-landing::${type}::${name}`,
    type,
    name,
    custom: true,
    id: name,
    parent: null,
    inputs: values,
    outputs: values,
    dependencies: [],
    propertyDependencies: {},
    options: {},
  };
}
