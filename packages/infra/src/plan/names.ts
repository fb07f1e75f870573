import { createHash } from "node:crypto";

/** Load balancer and target group names may have 32 characters, of which Pulumi's auto-naming takes 8 (ELBv2 API, CreateLoadBalancer; Pulumi's auto-naming). */
export const longestBaseName = 24;

const prefix = "sl-";
const hashLength = 6;

/**
 * The name that the stack's resources start with: lower-case letters, digits and inner hyphens, at most
 * {@link longestBaseName} long, so that it suits every service. A stack name that had to be changed for that
 * gets a hash, so that two stacks never share a base name.
 */
export function baseName(stack: string): string {
  const legal = stack
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const room = longestBaseName - prefix.length;
  if (legal === stack && legal.length <= room) {
    return prefix + legal;
  }
  const hash = createHash("sha256").update(stack).digest("hex").slice(0, hashLength);
  const kept = legal.slice(0, room - hashLength - 1).replace(/-$/, "");
  return prefix + (kept === "" ? hash : `${kept}-${hash}`);
}

/** The name of the switch in Parameter Store: any value but `true` makes every read of the table fail. */
export function switchParameterName(stack: string): string {
  return `/soft-landing/${stack}/RecommendationServiceEnabled`;
}

/** The tags of every resource that can have tags. */
export function commonTags(stack: string): Record<string, string> {
  return { Project: "soft-landing", Stack: stack, ManagedBy: "pulumi" };
}

/** The address of a dashboard in the AWS console. */
export function dashboardUrl(region: string, dashboardName: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
}
