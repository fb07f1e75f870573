import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";

/** A packed artifact on this machine, found right. */
export interface Artifact {
  /** Absolute. */
  path: string;
  sha256: string;
  /** The major version of Node that its `start` expects on the instance. */
  nodeMajor: number;
}

/** The repository's root. */
export const repositoryRoot = resolve(import.meta.dirname, "../../../..");

/** The folder of Pulumi.yaml, which paths in a stack's config are relative to. */
export const projectFolder = resolve(import.meta.dirname, "../..");

/** The SHA-256 of a file in lower-case hex. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
