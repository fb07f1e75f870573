import { join, resolve } from "node:path";
import { checkArtifact } from "@soft-landing/artifact/check";
import { fetchArtifact } from "@soft-landing/artifact/fetch";
import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { UnfitArtifact } from "@soft-landing/artifact/unfit-artifact";
import type { ConfigMistake } from "@soft-landing/shared/stack-config";
import { type Artifact, projectFolder } from "./artifact.ts";

export type CustomArtifact =
  | { artifact: Artifact; mistake?: never }
  | { artifact?: never; mistake: ConfigMistake };

/** The Node version on instances with a user's own artifact. Its `start` need not use it. */
export const customNodeMajor = 24;

/** The folder for fetched artifacts, so that an update after a preview does not fetch again. */
const fetchedFolder = join(projectFolder, "dist/artifacts");

/** Finds or fetches the artifact of a custom stack, and checks it before it is uploaded. */
export async function customArtifact(
  { artifact = "", artifactSha256 }: { artifact?: string | undefined; artifactSha256?: string | undefined },
  fetched = fetchArtifact,
): Promise<CustomArtifact> {
  const remote = artifact.startsWith("https://") && artifactSha256 !== undefined;
  try {
    const path = remote
      ? await fetched({ url: artifact, sha256: artifactSha256, folder: fetchedFolder })
      : resolve(projectFolder, artifact);
    const sha256 = await fileSha256(path).catch(() => {
      throw new UnfitArtifact(`there is no file ${path}; paths are relative to ${projectFolder}`);
    });
    if (artifactSha256 !== undefined && artifactSha256 !== sha256) {
      const remedy = `the file's SHA-256 is ${sha256}; set that, or use the right file`;
      return { mistake: { key: "artifactSha256", value: artifactSha256, remedy } };
    }
    await checkArtifact(path);
    return { artifact: { path, sha256, nodeMajor: customNodeMajor } };
  } catch (error) {
    if (error instanceof UnfitArtifact) {
      return { mistake: { key: "artifact", value: artifact, remedy: error.message } };
    }
    throw error;
  }
}
