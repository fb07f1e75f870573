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
  url: "The page's address.",
  healthCheckUrl: "The health check's address, through the load balancer.",
  loadBalancerDnsName: "The load balancer's DNS name, for your own DNS record.",
  build: "The build that the stack serves.",
  artifactSha256: "The SHA-256 of its artifact.",
  switchParameterName: "The parameter that switches the RecommendationService.",
  tableName: "The table that plays the RecommendationService.",
  loadBalancerArn: "The load balancer's ARN, for its metrics and `aws elbv2`.",
  targetGroupArn: "The target group's ARN, for the health of its targets.",
  autoScalingGroupName: "The Auto Scaling group that serves now; each release has its own.",
  dashboardUrl: "The dashboard's address in the AWS console.",
};

/** The table of a stack's outputs. */
export function outputTable(): string {
  const rows = Object.entries(outputMeanings).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return markdownTable(["output", "what it is"], rows);
}
