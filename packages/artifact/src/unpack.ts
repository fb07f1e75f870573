import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ArchiveEntry, type ContentReceiver, readArchive } from "./archive-entries.ts";
import { checkArtifact } from "./check.ts";
import { fileSha256 } from "./file-sha256.ts";
import { artifactLimits } from "./limits.ts";
import { UnfitArtifact } from "./unfit-artifact.ts";

/**
 * Unpacks an artifact into a folder that is not there yet. Nothing is written before the whole archive has been looked through, and
 * nothing is left where it fails. Files belong to the user who unpacks. Of their mode they keep whether they are executable.
 *
 * @param sha256 what the artifact must hash to
 * @returns The path of its `start`.
 * @throws UnfitArtifact where it is another one, or not fit; the system's error where it cannot be read or written
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

/** Synchronous, because pieces are small and come one at a time: nothing is under way when the reading ends early. */
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
