/** The limits of an artifact. */
export interface ArtifactLimits {
  packedBytes: number;
  /** Everything that comes out of gzip: contents, headers and padding. */
  unpackedBytes: number;
  /** Files and folders. */
  entries: number;
  /** The length of a path in UTF-8, and the number of its names. */
  pathBytes: number;
  pathDepth: number;
}

/** So that a wrong URL cannot fill a disk, and a small file cannot cause much work. */
export const artifactLimits: ArtifactLimits = {
  packedBytes: 50 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  entries: 10_000,
  pathBytes: 1_024,
  pathDepth: 32,
};
