import { basename, join } from "node:path";
import { UnfitArtifact } from "@soft-landing/artifact/unfit-artifact";
import { unpackArtifact } from "@soft-landing/artifact/unpack";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { ArtifactSettings } from "./instance-settings.ts";

/** The artifacts of a fleet's instances, each unpacked once. */
export interface UnpackedArtifacts {
  /**
   * The path of the artifact's `start`.
   *
   * @throws UserMistake where it is missing, another one than user data names, or not fit to be unpacked and started
   */
  startOf(artifact: ArtifactSettings): Promise<string>;
}

/** @param signal ends what is being unpacked */
export function createUnpackedArtifacts(folder: string, signal: AbortSignal): UnpackedArtifacts {
  const starts = new Map<string, Promise<string>>();

  async function unpack({ file, sha256 }: ArtifactSettings): Promise<string> {
    try {
      return await unpackArtifact(file, join(folder, sha256), { sha256, signal });
    } catch (error) {
      throw mistake(file, error);
    }
  }

  return {
    startOf(artifact) {
      const known = starts.get(artifact.sha256);
      if (known !== undefined) {
        return known;
      }
      const unpacking = unpack(artifact);
      starts.set(artifact.sha256, unpacking);
      unpacking.catch(() => starts.delete(artifact.sha256));
      return unpacking;
    },
  };
}

function mistake(file: string, error: unknown): unknown {
  if (error instanceof UnfitArtifact) {
    return new UserMistake(
      `The artifact ${basename(file)} cannot be used: ${error.message}.`,
      "An artifact is a .tgz of files and folders with an executable `start` at its root, and the one that user data names by its SHA-256.",
    );
  }
  if (error instanceof Error && "code" in error && error.code === "ENOENT") {
    return new UserMistake(`The artifact ${file} is missing.`, "Build it, then deploy again.");
  }
  return error;
}
