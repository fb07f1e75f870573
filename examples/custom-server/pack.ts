import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { create } from "tar";

/**
 * Packs a server into an artifact: `start` and one bundled `server.mjs`, as a gzipped tar.
 *
 * @param folder Holds `server.ts` and `start`.
 * @throws esbuild's error, which names file and line, where the server does not compile.
 */
export async function packServer(folder: string, artifact: string): Promise<void> {
  const staging = await mkdtemp(join(tmpdir(), "custom-server-"));
  try {
    await build({
      entryPoints: [join(folder, "server.ts")],
      outfile: join(staging, "server.mjs"),
      bundle: true,
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
      logLevel: "warning",
    });
    await copyFile(join(folder, "start"), join(staging, "start"));
    await create({ cwd: staging, file: artifact, gzip: true, portable: true, mtime: new Date(0) }, [
      "start",
      "server.mjs",
    ]);
  } finally {
    await rm(staging, { recursive: true });
  }
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
