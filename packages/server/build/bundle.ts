import { join } from "node:path";
import { build } from "esbuild";

export interface BundleOptions {
  /** TypeScript that imports what the bundle is made from. */
  entry: string;
  /** Where its imports start. */
  folder: string;
  /** Paths in the result are relative to it, so that the bytes are the same in any folder. */
  root: string;
  nodeMajor: number;
}

/** One file with everything in it but Node's own modules, and the repository's files it was made from. */
export async function bundle({ entry, folder, root, nodeMajor }: BundleOptions) {
  const result = await build({
    stdin: { contents: entry, resolveDir: folder, loader: "ts" },
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: "server.cjs",
    platform: "node",
    target: `node${nodeMajor}`,
    // An ESM import of node:http reads every export, among them WebSocket, which loads undici: 25 ms of each start.
    format: "cjs",
    minify: true,
    keepNames: false,
    legalComments: "none",
    metafile: true,
    // The SDK's ESM builds shake better than the CommonJS that "main" first would give.
    mainFields: ["module", "main"],
    // Koa brings a third of a megabyte of media types; the server answers in three.
    alias: { "mime-db": join(import.meta.dirname, "mime-db-of-the-pages.json") },
    tsconfigRaw: {},
    logLevel: "warning",
  });
  const code = result.outputFiles[0]?.contents;
  if (code === undefined) {
    throw new Error(`esbuild gave no output for ${entry}`);
  }
  const sources = Object.keys(result.metafile.inputs).filter(
    (path) => path !== "<stdin>" && !path.includes("node_modules/"),
  );
  return { code, sources };
}
