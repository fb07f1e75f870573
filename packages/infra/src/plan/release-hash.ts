import { createHash } from "node:crypto";

/** Everything that defines an instance of a release. A change to any of it is a new release. */
export interface ReleaseParts {
  artifactSha256: string;
  machineImageId: string;
  instanceType: string;
  /** The user data, with placeholders for what is known only after the first update. */
  userDataTemplate: string;
}

/** The hash that names a release: 8 hex digits, the same for the same parts. */
export function releaseHash(parts: ReleaseParts): string {
  const { artifactSha256, machineImageId, instanceType, userDataTemplate } = parts;
  const text = JSON.stringify([artifactSha256, machineImageId, instanceType, userDataTemplate]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * The key of a release's artifact in the bucket. It contains the release as well as the artifact's hash: two
 * releases of one artifact must not share an object, or deleting the old one would remove it for the new one.
 */
export function artifactKey(release: string, artifactSha256: string): string {
  return `releases/${release}/${artifactSha256}.tgz`;
}
