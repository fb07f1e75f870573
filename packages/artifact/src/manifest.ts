import { serverBuilds } from "@soft-landing/shared/builds";
import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex");

/**
 * What `turbo build` writes next to each artifact as `packages/server/dist/<build>.json`. The Pulumi program
 * hashes `inputs` again and refuses an artifact whose sources have changed.
 */
export const artifactManifestSchema = z.strictObject({
  build: z.enum(serverBuilds),
  /** SHA-256 of the packed artifact `<build>.tgz`. */
  sha256,
  packedBytes: z.int().positive(),
  unpackedBytes: z.int().positive(),
  /** The major version of Node that the artifact's `start` expects on the instance. */
  nodeMajor: z.int().positive(),
  /**
   * Every source file of the artifact, relative to the repository root with forward slashes, and its SHA-256.
   */
  inputs: z.record(z.string(), sha256),
});
export type ArtifactManifest = z.infer<typeof artifactManifestSchema>;
