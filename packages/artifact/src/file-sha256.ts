import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/**
 * The SHA-256 of a file in lower-case hex.
 *
 * @throws the system's error if it cannot be read; Error if it is not a regular file: reading a pipe would
 *   never end
 */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  if (!(await stat(path)).isFile()) {
    throw new Error(`${path} is not a file`);
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest("hex");
}
