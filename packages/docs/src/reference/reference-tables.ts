import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { parse } from "yaml";
import { z } from "zod";
import { markdownTable } from "../markdown/markdown-table.ts";

const projectSchema = z.object({ config: z.record(z.string(), z.unknown()) });
const declarationSchema = z.object({ default: z.unknown(), description: z.string() });

/** The table of a stack's config from Pulumi's project file: the key, its default, and what it decides. */
export function configTable(pulumiYaml: string): string {
  const { config } = projectSchema.parse(parse(pulumiYaml));
  // Keys with a namespace, such as pulumi:autonaming, are Pulumi's own.
  const own = Object.entries(config).filter(([key]) => !key.includes(":"));
  const rows = own.map(([key, declaration]) => {
    const { default: standard, description } = declarationSchema.parse(declaration);
    const isEmpty = standard === "" || (Array.isArray(standard) && standard.length === 0);
    return [`\`${key}\``, isEmpty ? "" : `\`${JSON.stringify(standard)}\``, description];
  });
  return markdownTable(["config", "default", "what it decides"], rows);
}

const outputMeanings: Readonly<Record<keyof StackOutputs, string>> = {
  url: "The page.",
  healthCheckUrl: "The health check, through the load balancer.",
  loadBalancerDnsName: "The load balancer's own name, for your own DNS record.",
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
