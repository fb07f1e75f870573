import { createHash } from "node:crypto";

/** Everything that an instance of a release is made from. A change of any of it is a new release. */
export interface ReleaseParts {
  artifactSha256: string;
  machineImageId: string;
  instanceType: string;
  /** The user data with names in place of what is known only after the first update. */
  userDataTemplate: string;
}

/** The hash that names a release: 8 hex digits, the same for the same parts. */
export function releaseHash(parts: ReleaseParts): string {
  const { artifactSha256, machineImageId, instanceType, userDataTemplate } = parts;
  const text = JSON.stringify([artifactSha256, machineImageId, instanceType, userDataTemplate]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * Where a release's artifact lies in the bucket. The release is in the key as well as the artifact's hash: two releases
 * of one artifact must not share an object, or deleting the old one would take it from the new.
 */
export function artifactKey(release: string, artifactSha256: string): string {
  return `releases/${release}/${artifactSha256}.tgz`;
}
