import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { onTestFinished } from "vitest";

/** An entry of a tar file, which may be one that no sane tool would make. */
export interface Entry {
  path: string;
  type?: "File" | "Directory" | "SymbolicLink" | "Link" | "CharacterDevice" | "FIFO";
  mode?: number;
  content?: Buffer;
  linkpath?: string;
}

const blockBytes = 512;

/** A gzipped tar in a temporary folder, which goes with the test. */
export function packed(entries: readonly Entry[]): string {
  const blocks = entries.flatMap(({ path, type = "File", mode = 0o644, content = Buffer.of(), linkpath }) => {
    const header = new Header({ path, type, mode, size: content.length, ...(linkpath && { linkpath }) });
    const block = Buffer.alloc(blockBytes);
    header.encode(block);
    const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
    return [block, content, padding];
  });
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-packed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "artifact.tgz");
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)])));
  return file;
}

/** What every fit artifact has. */
export const start: Entry = { path: "./start", mode: 0o755, content: Buffer.from("#!/bin/sh\n") };
