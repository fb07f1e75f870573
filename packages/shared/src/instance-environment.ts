import { z } from "zod";

/**
 * The environment of a server instance: written by user data to one file, read by the server in one module.
 * The lab reads the same file out of the rendered user data.
 */
export const instanceEnvironmentSchema = z.object({
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: z.coerce.number().int().min(0).max(65_535),
  AWS_REGION: z.string().min(1),
  RECOMMENDATION_TABLE: z.string().min(1),
  RECOMMENDATION_SWITCH_PARAMETER: z.string().min(1),
});
export type InstanceEnvironment = z.infer<typeof instanceEnvironmentSchema>;

/** Where the install script finds the artifact; in the same file, for the script alone. */
export const artifactLocationSchema = z.object({
  ARTIFACT_S3_URI: z.string().regex(/^s3:\/\/[^/]+\/.+$/, "an s3://bucket/key address"),
  ARTIFACT_SHA256: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex"),
});
export type ArtifactLocation = z.infer<typeof artifactLocationSchema>;

/** The file on the instance that user data writes and systemd reads as EnvironmentFile. */
export const instanceEnvironmentFile = "/etc/soft-landing/server.env";
