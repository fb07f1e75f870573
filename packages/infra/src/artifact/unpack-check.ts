import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { artifactLimits } from "@soft-landing/shared/artifact-manifest";
import { Parser, type ReadEntry } from "tar";

/** The artifact is not what an instance may unpack and start. The message says what to change. */
export class UnfitArtifact extends Error {
  override name = "UnfitArtifact";
}

/**
 * Reads a packed artifact through without writing anything: a gzipped tar of plain files and folders below its root, within
 * the limits, with an executable `start`.
 *
 * @throws UnfitArtifact at the first fault.
 */
export async function checkPackedArtifact(path: string, limits = artifactLimits): Promise<void> {
  const { size } = await stat(path);
  if (size > limits.packedBytes) {
    throw new UnfitArtifact(`it has ${size} bytes packed; at most ${limits.packedBytes} are allowed`);
  }
  let startIsExecutable = false;
  let fault: UnfitArtifact | undefined;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      fault ??= entryFault(entry);
      startIsExecutable ||= isStart(entry) && ((entry.mode ?? 0) & 0o111) !== 0;
      entry.resume();
    },
  });
  try {
    await pipeline(createReadStream(path), createGunzip(), atMost(limits.unpackedBytes), parser);
  } catch (error) {
    if (error instanceof UnfitArtifact) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnfitArtifact(`it is no gzipped tar (${reason}); make one with: tar -czf FILE -C FOLDER .`);
  }
  if (fault !== undefined) {
    throw fault;
  }
  if (!startIsExecutable) {
    throw new UnfitArtifact("it has no executable file `start` at its root, which is what an instance runs");
  }
}

function entryFault({ path, type }: ReadEntry): UnfitArtifact | undefined {
  if (type !== "File" && type !== "OldFile" && type !== "Directory") {
    return new UnfitArtifact(`${path} is a ${type}; only plain files and folders are allowed`);
  }
  if (path.startsWith("/") || path.split(/[/\\]/).includes("..")) {
    return new UnfitArtifact(`${path} leads out of the folder it is unpacked into`);
  }
  return undefined;
}

function isStart({ path, type }: ReadEntry): boolean {
  return type !== "Directory" && path.replace(/^(\.\/)+/, "") === "start";
}

/** Counts what comes out of gzip, so that a small file cannot unpack to a full disk. */
function atMost(limitBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const fault =
        bytes > limitBytes ? new UnfitArtifact(`it unpacks to more than ${limitBytes} bytes`) : undefined;
      done(fault, chunk);
    },
  });
}
