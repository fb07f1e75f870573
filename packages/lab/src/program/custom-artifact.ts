import { join, resolve } from "node:path";
import { checkArtifact } from "@soft-landing/artifact/check";
import { fetchArtifact } from "@soft-landing/artifact/fetch";
import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { UnfitArtifact } from "@soft-landing/artifact/unfit-artifact";
import type { StackBuild } from "@soft-landing/shared/builds";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { infraDirectory } from "./repository.ts";

/** An artifact that somebody brings, as a file on this machine. */
export interface CustomArtifact {
  /** Absolute. */
  file: string;
  sha256: string;
}

/** A build as the command line names it, with the artifact that somebody brings. */
interface ReleaseOptions {
  build?: StackBuild;
  artifact?: string;
  artifactSha256?: string;
}

/**
 * What a stack is to serve: a build, or an artifact that is there and fit, with its SHA-256.
 *
 * @throws UserMistake where the options contradict each other, or the artifact cannot be used
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

/** Where the Pulumi program keeps what it has fetched, so that it finds it there. */
const fetchedFolder = join(infraDirectory, "dist/artifacts");

/**
 * Finds the artifact named on the command line, fetching one at an https URL, and looks into it.
 *
 * @param sha256 what the person says it is; required for a URL
 * @throws UserMistake where it is missing, another one, or not fit to be unpacked and started
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
