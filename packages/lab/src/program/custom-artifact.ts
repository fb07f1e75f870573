import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileSha256 } from "@soft-landing/aws-local/fleet/unpack-artifact";
import { artifactLimits } from "@soft-landing/shared/artifact-manifest";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/** An artifact that somebody brings, as a file on this machine. */
export interface CustomArtifact {
  /** Absolute. */
  file: string;
  sha256: string;
}

/**
 * Finds the artifact named on the command line; one at an https URL is fetched first.
 *
 * @param sha256 what the person says it is; required for a URL
 * @throws UserMistake where it is missing, too large, or another one
 */
export async function findCustomArtifact(
  artifact: string,
  sha256: string | undefined,
): Promise<CustomArtifact> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(artifact)) {
    return await fetchArtifact(artifact, sha256);
  }
  const file = resolve(artifact);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new UserMistake(
      `There is no artifact ${file}.`,
      "Pack one as examples/custom-server/README.md shows.",
    );
  }
  return { file, sha256: await checkedSha256(artifact, file, sha256) };
}

async function fetchArtifact(url: string, sha256: string | undefined): Promise<CustomArtifact> {
  if (new URL(url).protocol !== "https:") {
    throw new UserMistake(`The artifact's address ${url} is not https.`, "Give a file or an https URL.");
  }
  if (sha256 === undefined) {
    throw new UserMistake(
      "An artifact from a URL needs its SHA-256.",
      "Add --artifact-sha256 with what `sha256sum` prints for it.",
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "soft-landing-artifact-"));
  try {
    const file = join(folder, "artifact.tgz");
    await download(url, file);
    return { file, sha256: await checkedSha256(url, file, sha256) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function download(url: string, file: string): Promise<void> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new UserMistake(
      `${url} cannot be fetched: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (!response.ok || response.body === null) {
    throw new UserMistake(`${url} answers ${response.status}.`);
  }
  if (!response.url.startsWith("https:")) {
    throw new UserMistake(`${url} leads to ${response.url}, which is not https.`);
  }
  let bytes = 0;
  await pipeline(
    Readable.fromWeb(response.body),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > artifactLimits.packedBytes) {
          throw new UserMistake(`${url} has more than ${artifactLimits.packedBytes} bytes.`);
        }
        yield chunk;
      }
    },
    createWriteStream(file),
  );
}

async function checkedSha256(name: string, file: string, expected: string | undefined): Promise<string> {
  const actual = await fileSha256(file);
  if (expected === undefined || expected === actual) {
    return actual;
  }
  throw new UserMistake(`The SHA-256 of ${name} is ${actual}, not ${expected}.`);
}
