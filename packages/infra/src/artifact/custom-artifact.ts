import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { ConfigMistake, StackConfig } from "@soft-landing/shared/stack-config";
import { type Artifact, fileSha256, projectFolder } from "./artifact.ts";

export type CustomArtifact =
  | { artifact: Artifact; mistake?: never }
  | { artifact?: never; mistake: ConfigMistake };

/** The Node that instances get for an artifact that somebody brings: its `start` may use it or not. */
export const customNodeMajor = 24;

/** Finds the artifact that a custom stack names. */
export async function customArtifact(config: StackConfig): Promise<CustomArtifact> {
  const { artifact = "", artifactSha256 } = config;
  const path = resolve(projectFolder, artifact);
  try {
    await access(path);
  } catch {
    return { mistake: { key: "artifact", value: artifact, remedy: `there is no file ${path}` } };
  }
  const sha256 = await fileSha256(path);
  if (artifactSha256 !== undefined && artifactSha256 !== sha256) {
    return {
      mistake: { key: "artifactSha256", value: artifactSha256, remedy: `the file's SHA-256 is ${sha256}` },
    };
  }
  return { artifact: { path, sha256, nodeMajor: customNodeMajor } };
}
