import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileSha256 } from "./file-sha256.ts";
import { artifactLimits } from "./limits.ts";
import { shownName, UnfitArtifact } from "./unfit-artifact.ts";

export interface FetchArtifactOptions {
  url: string;
  /** The expected hash of the file, which is also its name in the folder. */
  sha256: string;
  /** The folder for fetched artifacts, so that each is fetched once. */
  folder: string;
  signal?: AbortSignal;
  /** Default: Node's fetch. */
  get?: (url: string, options: { redirect: "manual"; signal: AbortSignal }) => Promise<Response>;
}

const mostRedirects = 5;
const timeoutMs = 120_000;

/**
 * Fetches an artifact over https, with limits on time and size, unless it has been fetched already. Does not
 * unpack or check it.
 *
 * @returns The file's absolute path.
 * @throws UnfitArtifact if it cannot be fetched or does not have the expected hash
 */
export async function fetchArtifact(options: FetchArtifactOptions): Promise<string> {
  const { url, sha256, folder, signal, get = fetch } = options;
  const path = join(folder, `${sha256}.tgz`);
  if ((await fileSha256(path, signal).catch(() => undefined)) === sha256) {
    return path;
  }
  const until = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  await mkdir(folder, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  try {
    const response = await followed(url, (step) => get(step, { redirect: "manual", signal: until }));
    await save(response, partial, until);
    const actual = await fileSha256(partial, until);
    if (actual !== sha256) {
      throw new UnfitArtifact(`its SHA-256 is ${actual}, not ${sha256}`);
    }
    await rename(partial, path);
    return path;
  } catch (error) {
    signal?.throwIfAborted();
    throw until.aborted ? new UnfitArtifact(`it took longer than ${timeoutMs / 1_000} s to fetch`) : error;
  } finally {
    await rm(partial, { force: true });
  }
}

/** Follows redirects itself, because every step must be https. */
async function followed(url: string, get: (url: string) => Promise<Response>): Promise<Response> {
  let next = url;
  for (let step = 0; step <= mostRedirects; step++) {
    if (URL.parse(next)?.protocol !== "https:") {
      throw new UnfitArtifact(`it redirects to ${next}; artifacts are fetched over https only`);
    }
    const response = await get(next).catch((error: unknown) => {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw new UnfitArtifact(`${next} cannot be reached: ${cause instanceof Error ? cause.message : cause}`);
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      return response;
    }
    await response.body?.cancel();
    next = URL.parse(location, next)?.href ?? shownName(location);
  }
  throw new UnfitArtifact(`it redirects more than ${mostRedirects} times`);
}

async function save(response: Response, path: string, signal: AbortSignal): Promise<void> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new UnfitArtifact(`${response.url} answers ${response.status}; give a public URL`);
  }
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const fault =
        bytes > artifactLimits.packedBytes
          ? new UnfitArtifact(`it has more than ${artifactLimits.packedBytes} bytes packed`)
          : null;
      done(fault, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), bounded, createWriteStream(path), { signal });
}
