import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { z } from "zod";
import type { ParameterTable } from "./parameter-table.ts";

/** `aws:ssm/parameter:Parameter`: the value stands in one of two inputs. */
const parameterSchema = z.object({
  name: z.string(),
  type: z.enum(["String", "StringList", "SecureString"]),
  value: z.string().optional(),
  insecureValue: z.string().optional(),
  description: z.string().optional(),
  allowedPattern: z.string().optional(),
  dataType: z.string().default("text"),
  tier: z.enum(["Standard", "Advanced"]).catch("Standard"),
});

/** Writes the program's parameters with their first values. */
export function writeParametersOf(graph: ResourceGraph, table: ParameterTable): void {
  for (const { type, outputs } of graph.resources) {
    if (type !== "aws:ssm/parameter:Parameter") {
      continue;
    }
    const { name, value, insecureValue, ...attributes } = parameterSchema.parse(outputs);
    const initial = value ?? insecureValue;
    if (initial !== undefined) {
      table.write(name, initial, attributes);
    }
  }
}
