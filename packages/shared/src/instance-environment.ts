// zod/mini here and in page.ts: these two schemas are bundled into the server, where the full zod would cost 400 KB.
import * as z from "zod/mini";

const nonEmpty = z.string().check(z.minLength(1));

/** Digits, read as a number: `Number` would turn an empty value into 0. */
const port = z.pipe(
  z.pipe(z.coerce.string().check(z.regex(/^\d+$/, "a port from 0 to 65535")), z.transform(Number)),
  z.number().check(z.maximum(65_535, "a port from 0 to 65535")),
);

/**
 * The environment of a server instance. User data writes it to one file, and one module of the server reads
 * it. The lab reads the same file from the rendered user data.
 */
export const instanceEnvironmentSchema = z.object({
  HOST: z._default(nonEmpty, "0.0.0.0"),
  PORT: port,
  AWS_REGION: nonEmpty,
  RECOMMENDATION_TABLE: nonEmpty,
  RECOMMENDATION_SWITCH_PARAMETER: nonEmpty,
});
export type InstanceEnvironment = z.infer<typeof instanceEnvironmentSchema>;

/** Where the install script finds the artifact. In the same file, but only for the script. */
export type ArtifactLocation = {
  /** s3://bucket/key */
  ARTIFACT_S3_URI: string;
  /** Lower-case hex. */
  ARTIFACT_SHA256: string;
};

/** The file on the instance that user data writes and systemd reads as EnvironmentFile. */
export const instanceEnvironmentFile = "/etc/soft-landing/server.env";
