import { resolve } from "node:path";

/** A packed artifact on this machine that has passed all checks. */
export interface Artifact {
  /** An absolute path. */
  path: string;
  sha256: string;
  /** The major version of Node that its `start` expects on the instance. */
  nodeMajor: number;
}

/** The repository's root. */
export const repositoryRoot = resolve(import.meta.dirname, "../../../..");

/** The folder of Pulumi.yaml. Paths in a stack's config are relative to it. */
export const projectFolder = resolve(import.meta.dirname, "../..");
