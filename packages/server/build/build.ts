import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { type ArtifactManifest, artifactManifestSchema } from "@soft-landing/artifact/manifest";
import { type PackedFile, packArtifact } from "@soft-landing/artifact/pack";
import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { bundle } from "./bundle.ts";

const packageRoot = join(import.meta.dirname, "..");
const repositoryRoot = join(packageRoot, "../..");

/** Besides the bundled sources: what decides the bytes of an artifact. */
const alwaysInputs = [
  "packages/artifact/src/pack.ts",
  "pnpm-lock.yaml",
  "packages/server/package.json",
  "packages/server/build/build.ts",
  "packages/server/build/bundle.ts",
  "packages/server/build/start.sh",
];

const nodeMajor = 24;

for (const build of serverBuilds) {
  await buildArtifact(build);
}

async function buildArtifact(build: ServerBuild): Promise<void> {
  const { code, sources } = await bundle({
    entry: entryOf(build),
    folder: join(packageRoot, "src"),
    root: repositoryRoot,
    nodeMajor,
  });
  const files: PackedFile[] = [
    { path: "start", mode: 0o755, content: await readFile(join(packageRoot, "build/start.sh")) },
    { path: "server.cjs", mode: 0o644, content: code },
  ];
  const archive = packArtifact(files);
  const manifest = artifactManifestSchema.parse({
    build,
    sha256: sha256(archive),
    packedBytes: archive.length,
    unpackedBytes: files.reduce((bytes, file) => bytes + file.content.length, 0),
    nodeMajor,
    inputs: await hashInputs([...alwaysInputs, ...sources]),
  } satisfies ArtifactManifest);
  await mkdir(join(packageRoot, "dist"), { recursive: true });
  await writeFile(join(packageRoot, `dist/${build}.tgz`), archive);
  await writeFile(join(packageRoot, `dist/${build}.json`), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `dist/${build}.tgz ${manifest.packedBytes} bytes (unpacked ${manifest.unpackedBytes}) ${manifest.sha256}`,
  );
}

/** What starts a build's process. A build is found by its name alone, so that no list of them is kept here. */
function entryOf(build: ServerBuild): string {
  return `
    import { compose } from "./builds/${build}.ts";
    import { runServer } from "./run-server.ts";
    void runServer("${build}", compose);
  `;
}

async function hashInputs(paths: string[]): Promise<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const path of [...new Set(paths)].sort()) {
    inputs[path.split(sep).join("/")] = sha256(await readFile(join(repositoryRoot, path)));
  }
  return inputs;
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
