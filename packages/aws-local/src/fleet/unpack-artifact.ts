import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { artifactLimits } from "@soft-landing/shared/artifact-manifest";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { extract, Parser, type ReadEntry } from "tar";

/**
 * Unpacks an artifact into a new folder and returns the path of its `start`. Nothing is written before the whole archive has
 * been looked through.
 *
 * @param sha256 what the release says the artifact is; the instance's install script checks the same
 * @throws UserMistake when it is missing or another one, or holds a link, an absolute path, `..`, too much, or no executable `start`
 */
export async function unpackArtifact(file: string, folder: string, sha256: string): Promise<string> {
  const size = await stat(file).then(
    (found) => found.size,
    () => {
      throw new UserMistake(`The artifact ${file} is missing.`, "Build it with `pnpm turbo build`.");
    },
  );
  if (size > artifactLimits.packedBytes) {
    throw refusal(file, `it has ${size} bytes; at most ${artifactLimits.packedBytes} are allowed`);
  }
  const actual = await fileSha256(file);
  if (actual !== sha256) {
    throw new UserMistake(
      `The artifact ${file} is not the release's: its SHA-256 is ${actual}, but user data names ${sha256}.`,
      "One of them is older than the other. Bring both up to date with `pnpm build`.",
    );
  }
  await examine(file);
  await mkdir(folder, { recursive: true });
  await extract({ file, cwd: folder, strict: true, preservePaths: false, preserveOwner: false });
  const start = join(folder, "start");
  await access(start, constants.X_OK).catch(() => {
    throw refusal(file, "there is no executable file `start` at its root");
  });
  return start;
}

/** The SHA-256 of a file in lower-case hex. */
export async function fileSha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Stops reading at the first bad entry, so that a small file cannot unpack to a large amount of work. */
async function examine(file: string): Promise<void> {
  let unpackedBytes = 0;
  let problem: string | undefined;
  const stop = new AbortController();
  const parser = new Parser({
    strict: true,
    onReadEntry(entry: ReadEntry) {
      unpackedBytes += entry.size;
      problem ??= entryProblem(entry, unpackedBytes);
      if (problem !== undefined) {
        stop.abort();
      }
      entry.resume();
    },
  });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    parser.on("end", resolve).on("error", reject);
    const source = createReadStream(file, { signal: stop.signal }).on("error", reject);
    source.on("data", (chunk) => void parser.write(chunk as Buffer)).on("end", () => parser.end());
    await promise;
  } catch (error) {
    problem ??= `it is no gzipped tar archive (${error instanceof Error ? error.message : String(error)})`;
  }
  if (problem !== undefined) {
    throw refusal(file, problem);
  }
}

function entryProblem(entry: ReadEntry, unpackedBytes: number): string | undefined {
  if (entry.type !== "File" && entry.type !== "OldFile" && entry.type !== "Directory") {
    return `its entry ${entry.path} is a ${entry.type}; only files and folders are allowed`;
  }
  if (entry.path.startsWith("/") || /^[A-Za-z]:/.test(entry.path)) {
    return `its entry ${entry.path} has an absolute path`;
  }
  if (entry.path.split(/[\\/]/).includes("..")) {
    return `its entry ${entry.path} leads out of the folder`;
  }
  if (unpackedBytes > artifactLimits.unpackedBytes) {
    return `it unpacks to more than ${artifactLimits.unpackedBytes} bytes`;
  }
  return undefined;
}

function refusal(file: string, problem: string): UserMistake {
  return new UserMistake(
    `The artifact ${basename(file)} cannot be used: ${problem}.`,
    "An artifact is a .tgz of files and folders with an executable `start` at its root; examples/custom-server shows one.",
  );
}
