import { readArchive } from "./archive-entries.ts";
import { type ArtifactLimits, artifactLimits } from "./limits.ts";
import { UnfitArtifact } from "./unfit-artifact.ts";

/**
 * Reads a packed artifact without writing anything. It must be a gzipped tar of plain files and folders,
 * within the limits, with an executable `start`.
 *
 * @throws UnfitArtifact at the first fault; the system's error if the file cannot be read
 */
export async function checkArtifact(
  file: string,
  { limits = artifactLimits, signal }: { limits?: ArtifactLimits; signal?: AbortSignal } = {},
): Promise<void> {
  let startIsExecutable = false;
  await readArchive(file, limits, signal, ({ path, kind, executable }) => {
    startIsExecutable ||= path === "start" && kind === "file" && executable;
    return undefined;
  });
  if (!startIsExecutable) {
    throw new UnfitArtifact("it has no executable file `start` at its root, but an instance runs this file");
  }
}
