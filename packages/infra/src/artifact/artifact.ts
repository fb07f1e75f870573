import { resolve } from "node:path";

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
