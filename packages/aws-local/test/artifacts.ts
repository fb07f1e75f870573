import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";

/** Packs a custom artifact whose `start` is this shell script, and returns the archive's path. */
export async function packArtifact(folder: string, startScript: string, mode = 0o755): Promise<string> {
  const content = join(folder, "content");
  await mkdir(content, { recursive: true });
  await writeFile(join(content, "start"), startScript);
  await chmod(join(content, "start"), mode);
  const file = join(folder, "artifact.tgz");
  await create({ file, cwd: content, gzip: true, portable: true }, ["start"]);
  return file;
}
