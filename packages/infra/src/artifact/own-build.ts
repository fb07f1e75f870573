import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { type ArtifactManifest, artifactManifestSchema } from "@soft-landing/artifact/manifest";
import type { ServerBuild } from "@soft-landing/shared/builds";
import { type Artifact, repositoryRoot } from "./artifact.ts";

/** The artifact of one of the repository's own builds is missing, stale or different from its manifest. */
export class ArtifactFault extends Error {
  override name = "ArtifactFault";
}

/** The folder in which `turbo build` puts the artifacts and their manifests. */
export const builtArtifactsFolder = join(repositoryRoot, "packages/server/dist");

const remedy = "Run `pnpm build` at the repository's root, then try again.";

/**
 * Finds the artifact of an own build, and hashes it and its sources again.
 *
 * @throws ArtifactFault if it is missing or stale, with the command that builds it.
 */
export async function ownBuildArtifact(
  build: ServerBuild,
  folder = builtArtifactsFolder,
  root = repositoryRoot,
): Promise<Artifact> {
  const path = join(folder, `${build}.tgz`);
  const manifest = await readManifest(build, folder);
  const sha256 = await fileSha256(path).catch(() => {
    throw new ArtifactFault(`The artifact of build ${build} is missing: ${path}\n${remedy}`);
  });
  if (sha256 !== manifest.sha256) {
    throw new ArtifactFault(`The artifact ${path} is not the one that its manifest describes.\n${remedy}`);
  }
  const changed = await changedInputs(manifest, root);
  if (changed.length > 0) {
    throw new ArtifactFault(
      `The artifact of build ${build} is stale. Since it was built, these have changed: ${summary(changed)}\n${remedy}`,
    );
  }
  return { path, sha256, nodeMajor: manifest.nodeMajor };
}

async function readManifest(build: ServerBuild, folder: string): Promise<ArtifactManifest> {
  const path = join(folder, `${build}.json`);
  const text = await readFile(path, "utf8").catch(() => {
    throw new ArtifactFault(`Build ${build} has not been built: there is no ${path}\n${remedy}`);
  });
  const manifest = artifactManifestSchema.safeParse(parseJson(text));
  if (!manifest.success || manifest.data.build !== build) {
    throw new ArtifactFault(`${path} is not a manifest of build ${build}.\n${remedy}`);
  }
  return manifest.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function changedInputs(manifest: ArtifactManifest, root: string): Promise<string[]> {
  const judged = await Promise.all(
    Object.entries(manifest.inputs).map(async ([input, sha256]) => {
      const actual = await fileSha256(join(root, input)).catch(() => undefined);
      return actual === sha256 ? [] : [input];
    }),
  );
  return judged.flat();
}

function summary(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
