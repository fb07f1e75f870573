import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * The files of the built console by their URL path; `/` is index.html. They are read once, so that no request
 * path reaches the file system. Empty if the folder does not exist.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join("/")}`, await readFile(path));
  }
  const index = files.get("/index.html");
  return index === undefined ? files : files.set("/", index);
}
