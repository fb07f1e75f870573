import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { packArtifact } from "@soft-landing/artifact/pack";
import { build } from "esbuild";

/**
 * Packs a server into an artifact: `start` and one bundled `server.mjs`, as a gzipped tar.
 *
 * @param folder Holds `server.ts` and `start`.
 * @throws esbuild's error, which names file and line, where the server does not compile.
 */
export async function packServer(folder: string, artifact: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "server.ts")],
    outfile: "server.mjs",
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    logLevel: "warning",
  });
  const servers = outputFiles.map(({ contents }) => ({
    path: "server.mjs",
    mode: 0o644 as const,
    content: contents,
  }));
  const start = { path: "start", mode: 0o755 as const, content: await readFile(join(folder, "start")) };
  await writeFile(artifact, packArtifact([start, ...servers]));
}

if (import.meta.main) {
  process.exitCode = await packThisFolder();
}

async function packThisFolder(): Promise<number> {
  const artifact = join(import.meta.dirname, "custom.tgz");
  try {
    await packServer(import.meta.dirname, artifact);
  } catch (error) {
    if (!isCompileError(error)) {
      throw error;
    }
    console.error("Not packed. esbuild says above where server.ts does not compile.");
    return 1;
  }
  const packed = await readFile(artifact);
  console.log(`${relative(process.cwd(), artifact)}  ${Math.round(packed.length / 1024)} KiB`);
  console.log(`sha256  ${createHash("sha256").update(packed).digest("hex")}`);
  return 0;
}

function isCompileError(error: unknown): boolean {
  return error instanceof Error && "errors" in error && "warnings" in error;
}
