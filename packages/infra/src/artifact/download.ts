import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { artifactLimits } from "@soft-landing/shared/artifact-manifest";
import { fileSha256, projectFolder } from "./artifact.ts";
import { UnfitArtifact } from "./unpack-check.ts";

export interface Download {
  url: string;
  /** What the file must hash to; it is also the name it is kept under. */
  sha256: string;
  /** Where fetched artifacts are kept, so that an update after a preview fetches nothing. */
  folder?: string;
  get?: (url: string) => Promise<Response>;
}

const mostRedirects = 5;
const timeoutMs = 120_000;

/**
 * Fetches an artifact over https, bounded in time and size, or finds it already fetched.
 *
 * @returns The file's absolute path.
 * @throws UnfitArtifact where it cannot be fetched or is another file than the hash says.
 */
export async function download({ url, sha256, folder = defaultFolder, get = getOverHttps }: Download) {
  const path = join(folder, `${sha256}.tgz`);
  if ((await fileSha256(path).catch(() => undefined)) === sha256) {
    return path;
  }
  await mkdir(folder, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  try {
    await save(await followed(url, get), partial);
    const actual = await fileSha256(partial);
    if (actual !== sha256) {
      throw new UnfitArtifact(`its SHA-256 is ${actual}, not the artifactSha256 of the config`);
    }
    await rename(partial, path);
    return path;
  } finally {
    await rm(partial, { force: true });
  }
}

const defaultFolder = join(projectFolder, "dist/artifacts");

function getOverHttps(url: string): Promise<Response> {
  return fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
}

/** Follows redirects by hand, because every step must be https. */
async function followed(url: string, get: (url: string) => Promise<Response>): Promise<Response> {
  let next = url;
  for (let step = 0; step <= mostRedirects; step++) {
    if (new URL(next).protocol !== "https:") {
      throw new UnfitArtifact(`it leads to ${next}; artifacts are fetched over https only`);
    }
    const response = await get(next).catch((error: unknown) => {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw new UnfitArtifact(`${next} cannot be reached: ${cause instanceof Error ? cause.message : cause}`);
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      return response;
    }
    next = new URL(location, next).href;
  }
  throw new UnfitArtifact(`it redirects more than ${mostRedirects} times`);
}

async function save(response: Response, path: string): Promise<void> {
  if (!response.ok || response.body === null) {
    throw new UnfitArtifact(`${response.url} answers ${response.status}; give a URL that anybody can read`);
  }
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const fault =
        bytes > artifactLimits.packedBytes
          ? new UnfitArtifact(`it has more than ${artifactLimits.packedBytes} bytes packed`)
          : undefined;
      done(fault, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), bounded, createWriteStream(path));
}
