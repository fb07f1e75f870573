import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { z } from "zod";

const groupFactsSchema = z.object({
  name: z.string(),
  defaultCooldown: z.number().default(300),
  defaultInstanceWarmup: z.number().optional(),
  vpcZoneIdentifiers: z.array(z.string()).default([]),
  enabledMetrics: z.array(z.string()).default([]),
  metricsGranularity: z.string().default("1Minute"),
  tags: z.array(z.object({ key: z.string(), value: z.string(), propagateAtLaunch: z.boolean() })).default([]),
  instanceMaintenancePolicy: z
    .object({ minHealthyPercentage: z.number(), maxHealthyPercentage: z.number() })
    .optional(),
});

/** What DescribeAutoScalingGroups says of a group that the fleet does not act by. */
export type GroupFacts = z.infer<typeof groupFactsSchema>;

export function groupFacts(graph: ResourceGraph, name: string): GroupFacts {
  const group = graph.resources.find(
    ({ type, outputs }) => type === "aws:autoscaling/group:Group" && outputs.name === name,
  );
  return groupFactsSchema.parse(group?.outputs ?? { name });
}
