import { z } from "zod";
import { stackBuilds } from "./builds.ts";

export const projectName = "soft-landing";

/** The stack config after validation: every default filled in. Only `custom` has `artifact` and `artifactSha256`. */
export interface StackConfig {
  build: (typeof stackBuilds)[number];
  artifact?: string;
  artifactSha256?: string;
  instanceType: string;
  instanceCount: number;
  /** Undefined: the region's first three. */
  availabilityZones?: string[];
  certificateArn?: string;
  ingressCidrs: string[];
  healthCheck: "shallow" | "deep";
  accessLogs: boolean;
  shipLogs: boolean;
}

export const stackConfigSchema = z.object({
  build: z.enum(stackBuilds),
  artifact: z.string().min(1).optional(),
  artifactSha256: z.string().optional(),
  instanceType: z.string().default("t4g.micro"),
  instanceCount: z.int().default(3),
  availabilityZones: z.array(z.string()).optional(),
  certificateArn: z.string().optional(),
  ingressCidrs: z.array(z.string()).default(["0.0.0.0/0"]),
  healthCheck: z.enum(["shallow", "deep"]).default("shallow"),
  accessLogs: z.boolean().default(false),
  shipLogs: z.boolean().default(false),
}) satisfies z.ZodType<StackConfig>;

/** One mistake in a stack's config: where it is, what it says, and how to mend it. */
export interface ConfigMistake {
  key: string;
  value: unknown;
  remedy: string;
}
