import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packArtifact as packFiles } from "@soft-landing/artifact/pack";

/** Packs a custom artifact whose `start` is this script, and returns the archive's path. */
export async function packArtifact(
  folder: string,
  startScript: string,
  mode: 0o644 | 0o755 = 0o755,
): Promise<string> {
  const file = join(folder, "artifact.tgz");
  await writeFile(file, packFiles([{ path: "start", mode, content: Buffer.from(startScript) }]));
  return file;
}
