// zod/mini here and in page.ts: these two schemas are bundled into the server, where the full zod would cost 400 KB.
import * as z from "zod/mini";

const nonEmpty = z.string().check(z.minLength(1));

/**
 * The environment of a server instance: written by user data to one file, read by the server in one module.
 * The lab reads the same file out of the rendered user data.
 */
export const instanceEnvironmentSchema = z.object({
  HOST: z._default(nonEmpty, "0.0.0.0"),
  PORT: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(65_535)),
  AWS_REGION: nonEmpty,
  RECOMMENDATION_TABLE: nonEmpty,
  RECOMMENDATION_SWITCH_PARAMETER: nonEmpty,
});
export type InstanceEnvironment = z.infer<typeof instanceEnvironmentSchema>;

/** Where the install script finds the artifact; in the same file, for the script alone. */
export const artifactLocationSchema = z.object({
  ARTIFACT_S3_URI: z.string().check(z.regex(/^s3:\/\/[^/]+\/.+$/, "an s3://bucket/key address")),
  ARTIFACT_SHA256: z.string().check(z.regex(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex")),
});
export type ArtifactLocation = z.infer<typeof artifactLocationSchema>;

/** The file on the instance that user data writes and systemd reads as EnvironmentFile. */
export const instanceEnvironmentFile = "/etc/soft-landing/server.env";
