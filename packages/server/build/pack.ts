import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";

export interface PackedFile {
  name: string;
  mode: number;
  content: Uint8Array;
}

/** A gzipped tar whose bytes depend on the files alone: no owner, no time, the order as given. `folder` is scratch space. */
export async function pack(files: PackedFile[], folder: string): Promise<Buffer> {
  for (const { name, mode, content } of files) {
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), mode);
  }
  const chunks: Buffer[] = [];
  const archive = create(
    { cwd: folder, portable: true, mtime: new Date(0), noDirRecurse: true },
    files.map((file) => file.name),
  );
  for await (const chunk of archive) {
    chunks.push(chunk);
  }
  const gzipped = gzipSync(Buffer.concat(chunks), { level: 9 });
  // RFC 1952: byte 9 names the operating system that packed; 255 is "unknown", the same everywhere.
  gzipped[9] = 255;
  return gzipped;
}
