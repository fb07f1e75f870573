import { gzipSync } from "node:zlib";
import { Header } from "tar";

/** A file of an artifact. */
export interface PackedFile {
  /** Its path below the artifact's root, with forward slashes; at most 100 characters of ASCII. */
  path: string;
  mode: 0o644 | 0o755;
  content: Uint8Array;
}

const blockBytes = 512;

/** A gzipped tar whose bytes depend on the files only: no owner, no time, the given order. */
export function packArtifact(files: readonly PackedFile[]): Buffer {
  const blocks = files.flatMap(({ path, mode, content }) => {
    const block = Buffer.alloc(blockBytes);
    const header = new Header({ path, mode, size: content.length, type: "File", mtime: new Date(0) });
    if (header.encode(block)) {
      throw new RangeError(`${path} does not fit into a plain tar header`);
    }
    return [block, content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)];
  });
  const packed = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]), { level: 9 });
  // RFC 1952: byte 9 names the operating system that packed it; 255 is "unknown", the same everywhere.
  packed[9] = 255;
  return packed;
}
