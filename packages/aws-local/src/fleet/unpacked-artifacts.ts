import { basename, dirname, join } from "node:path";
import { UnfitArtifact } from "@soft-landing/artifact/unfit-artifact";
import { unpackArtifact } from "@soft-landing/artifact/unpack";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { ArtifactSettings } from "./instance-settings.ts";

/** The artifacts of a fleet's instances, each unpacked once. */
export interface UnpackedArtifacts {
  /**
   * The folder in which it is unpacked, with its `start`.
   *
   * @throws UserMistake if it is missing, differs from the one in user data, or cannot be unpacked and
   *   started
   */
  folderOf(artifact: ArtifactSettings): Promise<string>;
}

/** @param signal ends the unpacking */
export function createUnpackedArtifacts(folder: string, signal: AbortSignal): UnpackedArtifacts {
  const folders = new Map<string, Promise<string>>();

  async function unpack({ file, sha256 }: ArtifactSettings): Promise<string> {
    try {
      return dirname(await unpackArtifact(file, join(folder, sha256), { sha256, signal }));
    } catch (error) {
      throw mistake(file, error);
    }
  }

  return {
    folderOf(artifact) {
      const known = folders.get(artifact.sha256);
      if (known !== undefined) {
        return known;
      }
      const unpacking = unpack(artifact);
      folders.set(artifact.sha256, unpacking);
      unpacking.catch(() => folders.delete(artifact.sha256));
      return unpacking;
    },
  };
}

function mistake(file: string, error: unknown): unknown {
  if (error instanceof UnfitArtifact) {
    return new UserMistake(
      `The artifact ${basename(file)} cannot be used: ${error.message}.`,
      "An artifact is a .tgz of files and folders with an executable `start` at its root, and its SHA-256 is the one in user data.",
    );
  }
  if (error instanceof Error && "code" in error && error.code === "ENOENT") {
    return new UserMistake(`The artifact ${file} is missing.`, "Build it, then deploy again.");
  }
  return error;
}
