/** What an artifact may be at most. */
export interface ArtifactLimits {
  packedBytes: number;
  /** All that comes out of gzip: contents, headers and padding. */
  unpackedBytes: number;
  /** Files and folders. */
  entries: number;
  /** A path's length in UTF-8, and how many names it has. */
  pathBytes: number;
  pathDepth: number;
}

/** So that a wrong URL cannot fill a disk, and a small file cannot cost much work. */
export const artifactLimits: ArtifactLimits = {
  packedBytes: 50 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  entries: 10_000,
  pathBytes: 1_024,
  pathDepth: 32,
};
