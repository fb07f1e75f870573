import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import type { ArtifactLimits } from "./limits.ts";
import { shownName, UnfitArtifact } from "./unfit-artifact.ts";

/** A file or folder of an archive, after all checks. */
export interface ArchiveEntry {
  /**
   * The path below the archive's root, without `.`, `..` and a slash at either end; empty for the root
   * itself.
   */
  path: string;
  kind: "file" | "folder";
  executable: boolean;
}

/** Takes a file's content, piece by piece. An error that it throws ends the reading. */
export interface ContentReceiver {
  write(chunk: Uint8Array): void;
  /** Called once, even if the reading ends early. */
  close(): void;
}

/**
 * Reads a gzipped tar and passes on one entry after the other. It stops at the first fault, before that entry
 * is passed on.
 *
 * @param onEntry returns a receiver for the content, or nothing; an error that it throws ends the reading
 * @throws UnfitArtifact at the first fault
 */
export async function readArchive(
  file: string,
  limits: ArtifactLimits,
  signal: AbortSignal | undefined,
  onEntry: (entry: ArchiveEntry) => ContentReceiver | undefined,
): Promise<void> {
  await checkFile(file, limits);
  const sink = archiveSink(createJudge(limits), onEntry);
  try {
    await pipeline(createReadStream(file), createGunzip(), atMost(limits.unpackedBytes), sink, { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : asUnfit(error);
  }
}

async function checkFile(file: string, { packedBytes }: ArtifactLimits): Promise<void> {
  const found = await stat(file);
  if (!found.isFile()) {
    throw new UnfitArtifact("it is not a file");
  }
  if (found.size > packedBytes) {
    throw new UnfitArtifact(`it has ${found.size} bytes packed; at most ${packedBytes} are allowed`);
  }
}

/** Errors of gzip and tar are the artifact's fault. Errors of the system, such as ENOSPC, are not. */
function asUnfit(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof UnfitArtifact || !(error instanceof Error) || !/^(Z_|TAR_)/.test(code)) {
    return error;
  }
  return new UnfitArtifact(
    `it is not a gzipped tar (${error.message}); make one with \`tar -czf FILE -C FOLDER .\``,
  );
}

/** Counts the bytes that come out of gzip, so that a small file cannot fill the disk. */
function atMost(limitBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(
        bytes > limitBytes ? new UnfitArtifact(`it unpacks to more than ${limitBytes} bytes`) : null,
        chunk,
      );
    },
  });
}

/**
 * A stream that feeds tar's parser until the archive's end. Later bytes are not passed on: the parser would
 * collect them, at a cost that grows with the square of their length, and every tar ignores them.
 */
function archiveSink(judge: Judge, onEntry: (entry: ArchiveEntry) => ContentReceiver | undefined): Writable {
  const open = new Set<ContentReceiver>();
  let first = true;
  let ended = false;
  const parser = new Parser({
    strict: true,
    // Counts everything that comes out of gzip.
    maxDecompressionRatio: Number.POSITIVE_INFINITY,
    onReadEntry(entry) {
      attempt(() => {
        const receiver = onEntry(judge.entry(entry));
        if (receiver !== undefined) {
          open.add(receiver);
          entry.on("data", (chunk) => attempt(() => receiver.write(chunk)));
          entry.on("end", () => attempt(() => close(receiver)));
        }
      });
      entry.resume();
    },
  });
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (first && isCompressed(chunk)) {
        done(new UnfitArtifact("it is compressed twice"));
        return;
      }
      first = false;
      // Nothing delays entries, so the parser always takes more.
      if (!ended) {
        parser.write(chunk);
      }
      done();
    },
    final(done) {
      parser.once("end", () => done());
      parser.end();
    },
    destroy(error, done) {
      for (const receiver of open) {
        close(receiver);
      }
      done(error);
    },
  });

  function close(receiver: ContentReceiver): void {
    if (open.delete(receiver)) {
      receiver.close();
    }
  }

  function attempt(step: () => void): void {
    if (sink.destroyed) {
      return;
    }
    try {
      step();
    } catch (error) {
      sink.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  parser.on("meta", (text: string) => attempt(() => judge.header(text)));
  parser.on("ignoredEntry", () => attempt(judge.oversizedHeader));
  parser.on("nullBlock", judge.zeroBlock);
  parser.on("error", (error: Error) => sink.destroy(error));
  parser.on("eof", () => {
    ended = true;
  });
  return sink;
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const zstandardMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The parser would unpack gzip and Zstandard inside the gzip as well, without counting. */
function isCompressed(chunk: Buffer): boolean {
  return [gzipMagic, zstandardMagic].some((magic) => magic.equals(chunk.subarray(0, magic.length)));
}

/** Checks one header after the other, and throws UnfitArtifact at the first fault. */
interface Judge {
  zeroBlock(): void;
  oversizedHeader(): never;
  /** A header that describes the entry after it. */
  header(text: string): void;
  entry(entry: ReadEntry): ArchiveEntry;
}

function createJudge(limits: ArtifactLimits): Judge {
  const seen = new Map<string, ArchiveEntry["kind"]>();
  let headers = 0;
  let entries = 0;
  let zeroBlock = false;

  function checkEnd(): void {
    if (zeroBlock) {
      throw new UnfitArtifact("it has data after a block of zeros, where other programs stop reading");
    }
  }

  return {
    zeroBlock() {
      zeroBlock = true;
    },
    oversizedHeader() {
      throw new UnfitArtifact("one of its headers is longer than a megabyte");
    },
    header(text) {
      checkEnd();
      if (++headers > 2 * limits.entries) {
        throw new UnfitArtifact(`it has more than ${2 * limits.entries} extended headers`);
      }
      if (/\bGNU\.sparse\./.test(text)) {
        throw new UnfitArtifact("it contains a sparse file; pack without --sparse");
      }
    },
    entry(entry) {
      checkEnd();
      if (++entries > limits.entries) {
        throw new UnfitArtifact(`it has more than ${limits.entries} files and folders`);
      }
      const judged = judgedEntry(entry, limits);
      checkPlace(judged, seen);
      return judged;
    },
  };
}

function judgedEntry(entry: ReadEntry, limits: ArtifactLimits): ArchiveEntry {
  const { path, type, mode = 0, globalExtended } = entry;
  const shown = shownName(path);
  if (globalExtended?.path !== undefined || globalExtended?.size !== undefined) {
    throw new UnfitArtifact(
      "a global header in it names a path or a size, and tar programs read that differently",
    );
  }
  if (type !== "File" && type !== "OldFile" && type !== "Directory") {
    throw new UnfitArtifact(`${shown} in it is a ${type}; only plain files and folders are allowed`);
  }
  if ((mode & 0o6000) !== 0) {
    throw new UnfitArtifact(`${shown} in it is setuid or setgid`);
  }
  // Also marks that change the writing direction, and bytes that are not UTF-8.
  if (/[\p{C}\p{Zl}\p{Zp}\uFFFD]/u.test(path)) {
    throw new UnfitArtifact(`the name ${shown} in it has invisible or invalid characters`);
  }
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (/^[/\\]|^[A-Za-z]:/.test(path) || path.split(/[/\\]/).includes("..")) {
    throw new UnfitArtifact(`${shown} in it is outside the folder that it is unpacked into`);
  }
  if (type !== "Directory" && /(^|\/)\.?$/.test(path)) {
    throw new UnfitArtifact(`${shown} in it is a file with the name of a folder`);
  }
  if (Buffer.byteLength(path) > limits.pathBytes || names.length > limits.pathDepth) {
    throw new UnfitArtifact(
      `the path ${shown} in it is longer than ${limits.pathBytes} bytes, or deeper than ${limits.pathDepth} folders`,
    );
  }
  return {
    path: names.join("/"),
    kind: type === "Directory" ? "folder" : "file",
    executable: (mode & 0o111) !== 0,
  };
}

/** Each file occurs once, and nothing is below a file. */
function checkPlace({ path, kind }: ArchiveEntry, seen: Map<string, ArchiveEntry["kind"]>): void {
  const before = seen.get(path);
  if (before === "file" || (before === "folder" && kind === "file")) {
    throw new UnfitArtifact(`it contains ${shownName(path)} twice`);
  }
  seen.set(path, path === "" ? "folder" : kind);
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
    if (seen.get(folder) === "file") {
      throw new UnfitArtifact(`it contains ${shownName(folder)} as a file, and ${shownName(path)} below it`);
    }
    if (seen.has(folder)) {
      break;
    }
    seen.set(folder, "folder");
  }
}
