import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { parse } from "yaml";
import { z } from "zod";
import { markdownTable } from "../markdown/markdown-table.ts";

const projectSchema = z.object({
  config: z.record(z.string(), z.object({ type: z.string(), default: z.unknown(), description: z.string() })),
});

/** The table of a stack's config from Pulumi's project file: what may be set, to what, and what stands without it. */
export function configTable(pulumiYaml: string): string {
  const { config } = projectSchema.parse(parse(pulumiYaml));
  const rows = Object.entries(config).map(([key, { type, default: standard, description }]) => [
    `\`${key}\``,
    type,
    standard === "" || (Array.isArray(standard) && standard.length === 0)
      ? ""
      : `\`${JSON.stringify(standard)}\``,
    description,
  ]);
  return markdownTable(["config", "type", "default", "what it decides"], rows);
}

const outputMeanings: Readonly<Record<keyof StackOutputs, string>> = {
  url: "The page.",
  healthCheckUrl: "The health check, through the load balancer.",
  build: "What the stack serves.",
  artifactSha256: "Which artifact that is.",
  switchParameterName: "The parameter that switches the RecommendationService.",
  tableName: "The table that plays the RecommendationService.",
  loadBalancerArn: "The load balancer, for its metrics and `aws elbv2`.",
  targetGroupArn: "The target group, for the health of its targets.",
  autoScalingGroupName: "The group that serves now; another after each release.",
  dashboardUrl: "The dashboard, in the AWS console.",
};

/** The table of a stack's outputs. */
export function outputTable(): string {
  const rows = Object.entries(outputMeanings).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return markdownTable(["output", "what it tells"], rows);
}
