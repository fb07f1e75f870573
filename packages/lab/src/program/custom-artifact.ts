import { join, resolve } from "node:path";
import { checkArtifact } from "@soft-landing/artifact/check";
import { fetchArtifact } from "@soft-landing/artifact/fetch";
import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { UnfitArtifact } from "@soft-landing/artifact/unfit-artifact";
import type { StackBuild } from "@soft-landing/shared/builds";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { infraDirectory } from "./repository.ts";

/** A user's own artifact, as a file on this machine. */
export interface CustomArtifact {
  /** An absolute path. */
  file: string;
  sha256: string;
}

/** A build as the command line names it, with the user's artifact. */
interface ReleaseOptions {
  build?: StackBuild;
  artifact?: string;
  artifactSha256?: string;
}

/**
 * What a stack should serve: a build, or an artifact that exists and is valid, with its SHA-256.
 *
 * @throws UserMistake if the options contradict each other, or the artifact cannot be used
 */
export async function releaseOf(
  { build, artifact, artifactSha256 }: ReleaseOptions,
  signal?: AbortSignal,
): Promise<ReleaseOptions> {
  if (artifact === undefined) {
    if (build === "custom") {
      throw new UserMistake(
        "Build custom needs an artifact.",
        "Add --artifact FILE; examples/custom-server packs one.",
      );
    }
    if (artifactSha256 !== undefined) {
      throw new UserMistake("--artifact-sha256 needs --artifact.", "Add --artifact FILE, or leave it out.");
    }
    return build === undefined ? {} : { build };
  }
  if (build !== undefined && build !== "custom") {
    throw new UserMistake(
      `Build ${build} comes with its own artifact.`,
      "Leave out --artifact, or use build custom.",
    );
  }
  const { file, sha256 } = await findCustomArtifact(artifact, artifactSha256, signal);
  return { build: "custom", artifact: file, artifactSha256: sha256 };
}

/** The Pulumi program's folder for fetched artifacts, so that it finds them there. */
const fetchedFolder = join(infraDirectory, "dist/artifacts");

/**
 * Finds the artifact that the command line names, fetches it if it is an https URL, and checks it.
 *
 * @param sha256 the hash that the user gives; required for a URL
 * @throws UserMistake if the artifact is missing, is a different one, or cannot be unpacked and started
 */
export async function findCustomArtifact(
  artifact: string,
  sha256: string | undefined,
  signal?: AbortSignal,
): Promise<CustomArtifact> {
  try {
    const file = isUrl(artifact) ? await fetched(artifact, sha256, signal) : resolve(artifact);
    const actual = await fileSha256(file, signal).catch(() => {
      signal?.throwIfAborted();
      throw new UserMistake(
        `There is no artifact ${file}.`,
        "examples/custom-server/README.md shows how to pack one.",
      );
    });
    if (sha256 !== undefined && sha256 !== actual) {
      throw new UserMistake(`The SHA-256 of ${artifact} is ${actual}, not ${sha256}.`);
    }
    await checkArtifact(file, { ...(signal && { signal }) });
    return { file, sha256: actual };
  } catch (error) {
    if (error instanceof UnfitArtifact) {
      throw new UserMistake(
        `The artifact ${artifact} cannot be used: ${error.message}.`,
        "examples/custom-server/README.md has the rules for an artifact.",
      );
    }
    throw error;
  }
}

const isUrl = (artifact: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(artifact);

async function fetched(url: string, sha256: string | undefined, signal?: AbortSignal): Promise<string> {
  if (!url.startsWith("https:")) {
    throw new UserMistake(
      `The lab does not fetch ${url}: it fetches artifacts over https only.`,
      "Give a file or an https URL.",
    );
  }
  if (sha256 === undefined) {
    throw new UserMistake(
      "An artifact from a URL needs its SHA-256.",
      "Add --artifact-sha256 with the hash that `sha256sum` prints for it.",
    );
  }
  return await fetchArtifact({ url, sha256, folder: fetchedFolder, ...(signal && { signal }) });
}
