import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { artifactLimits } from "@soft-landing/shared/artifact-manifest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { download } from "../../src/artifact/download.ts";

const sha256 = createHash("sha256").update("artifact").digest("hex");
const url = "https://example.org/artifact.tgz";

let folder: string;
let asked: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "soft-landing-download-"));
  asked = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A web of canned answers. */
const web = (answers: Record<string, () => Response>) => async (address: string) => {
  asked.push(address);
  const answer = answers[address];
  if (answer === undefined) {
    throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
  }
  return answer();
};
const moved = (location: string) => () => new Response(null, { status: 302, headers: { location } });
const artifact = () => new Response("artifact");
const fetched = (answers: Record<string, () => Response>) =>
  download({ url, sha256, folder, get: web(answers) });

test("what the URL answers is kept under its hash", async () => {
  expect(readFileSync(await fetched({ [url]: artifact }), "utf8")).toBe("artifact");
  expect(readdirSync(folder)).toEqual([`${sha256}.tgz`]);
});

test("an update after a preview fetches nothing", async () => {
  await fetched({ [url]: artifact });
  await fetched({});
  expect(asked).toEqual([url]);
});

test("redirects are followed over https, also relative ones", async () => {
  await fetched({
    [url]: moved("/b"),
    "https://example.org/b": moved("https://x.org/c"),
    "https://x.org/c": artifact,
  });
  expect(asked).toHaveLength(3);
});

test.each<[string, Record<string, () => Response>, RegExp]>([
  ["another file", { [url]: () => new Response("other") }, /its SHA-256 is [0-9a-f]{64}, not/],
  ["a redirect to plain HTTP", { [url]: moved("http://example.org/x") }, /over https only/],
  ["a redirect to itself", { [url]: moved(url) }, /redirects more than 5 times/],
  ["an answer that is no file", { [url]: () => new Response("no", { status: 404 }) }, /answers 404/],
  ["a host that is not there", {}, /cannot be reached: getaddrinfo ENOTFOUND/],
  [
    "a file beyond the limit",
    { [url]: () => new Response(Buffer.alloc(artifactLimits.packedBytes + 1)) },
    /more than 52428800 bytes/,
  ],
])("%s is refused and leaves nothing behind", async (_what, answers, reason) => {
  await expect(fetched(answers)).rejects.toThrow(reason);
  expect(readdirSync(folder)).toEqual([]);
});
