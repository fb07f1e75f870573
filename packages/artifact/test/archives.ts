import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { onTestFinished } from "vitest";

/** An entry of a tar file, which may be one that no sane tool would make. */
export interface Entry {
  path: string;
  type?:
    | "File"
    | "Directory"
    | "SymbolicLink"
    | "Link"
    | "CharacterDevice"
    | "FIFO"
    | "ExtendedHeader"
    | "GlobalExtendedHeader";
  mode?: number;
  content?: Buffer;
  linkpath?: string;
  /** Another size than the content's. */
  size?: number;
}

export const blockBytes = 512;

/** What every fit artifact has. */
export const start: Entry = { path: "./start", mode: 0o755, content: Buffer.from("#!/bin/sh\n") };

/** A record of an extended header. */
export function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length) {
    length = String(length).length + Buffer.byteLength(rest);
  }
  return Buffer.from(`${length}${rest}`);
}

export const archiveEnd = Buffer.alloc(2 * blockBytes);

/** Entries as a tar has them, without its end. */
export function tarBlocks(entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ path, type = "File", mode = 0o644, content = Buffer.of(), linkpath, size }) => {
      const header = new Header({
        path,
        type,
        mode,
        size: size ?? content.length,
        mtime: new Date(0),
        ...(linkpath !== undefined && { linkpath }),
      });
      const block = Buffer.alloc(blockBytes);
      header.encode(block);
      const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
      return [block, content, padding];
    }),
  );
}

/** A folder that goes with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-artifact-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes bytes into a file that goes with the test. */
export function scratchFile(content: Uint8Array): string {
  const file = join(scratchFolder(), "artifact.tgz");
  writeFileSync(file, content);
  return file;
}

/** A gzipped tar of these entries in a file that goes with the test. */
export function packed(entries: readonly Entry[], behindTheEnd: Uint8Array = Buffer.of()): string {
  return scratchFile(gzipSync(Buffer.concat([tarBlocks(entries), archiveEnd, behindTheEnd])));
}
