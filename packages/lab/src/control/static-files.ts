import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

export interface StaticFile {
  bytes: Buffer;
  contentType: string;
  cacheControl: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".map": "application/json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * The files of the built console by their URL path, `/` being index.html. They are read once, so that no request's path
 * ever reaches the file system. Empty where the folder does not exist.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const url = `/${relative(folder, path).split(sep).join("/")}`;
    const file = {
      bytes: await readFile(path),
      contentType: contentTypes[extname(path)] ?? "application/octet-stream",
      // Vite puts a hash into the names of what it bundles.
      cacheControl: url.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    };
    files.set(url, file);
    if (url === "/index.html") {
      files.set("/", file);
    }
  }
  return files;
}
