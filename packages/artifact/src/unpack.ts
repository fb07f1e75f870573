import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ArchiveEntry, type ContentReceiver, readArchive } from "./archive-entries.ts";
import { checkArtifact } from "./check.ts";
import { fileSha256 } from "./file-sha256.ts";
import { artifactLimits } from "./limits.ts";
import { UnfitArtifact } from "./unfit-artifact.ts";

/**
 * Unpacks an artifact into a new folder. Nothing is written before the whole archive has been checked, and
 * nothing stays if it fails. Files belong to the user who unpacks. Of their mode, only the executable bit is
 * kept.
 *
 * @param sha256 the expected hash of the artifact
 * @returns The path of its `start`.
 * @throws UnfitArtifact if it is a different artifact, or not valid; the system's error if it cannot be read
 *   or written
 */
export async function unpackArtifact(
  file: string,
  folder: string,
  { sha256, signal }: { sha256: string; signal?: AbortSignal },
): Promise<string> {
  const actual = await fileSha256(file, signal);
  if (actual !== sha256) {
    throw new UnfitArtifact(`its SHA-256 is ${actual}, not ${sha256}`);
  }
  await checkArtifact(file, { ...(signal && { signal }) });
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.`);
  try {
    await readArchive(file, artifactLimits, signal, (entry) => write(entry, partial));
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return join(folder, "start");
}

/**
 * Synchronous, because pieces are small and come one at a time: nothing is pending when the reading ends
 * early.
 */
function write({ path, kind, executable }: ArchiveEntry, folder: string): ContentReceiver | undefined {
  const place = join(folder, path);
  mkdirSync(kind === "folder" ? place : dirname(place), { recursive: true });
  if (kind === "folder") {
    return undefined;
  }
  const descriptor = openSync(place, "wx", executable ? 0o755 : 0o644);
  return {
    write: (chunk) => writeFileSync(descriptor, chunk),
    close: () => closeSync(descriptor),
  };
}
