import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { fetchArtifact } from "../src/fetch.ts";
import { artifactLimits } from "../src/limits.ts";
import { scratchFolder } from "./archives.ts";

const sha256 = createHash("sha256").update("artifact").digest("hex");
const url = "https://example.org/artifact.tgz";

let folder: string;
let asked: string[];
beforeEach(() => {
  folder = scratchFolder();
  asked = [];
});

type Web = Record<string, () => Response>;

/** A web of canned answers. */
const web = (answers: Web) => async (address: string) => {
  asked.push(address);
  const answer = answers[address];
  if (answer === undefined) {
    throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
  }
  return answer();
};
const moved = (location: string) => () => new Response(null, { status: 302, headers: { location } });
const artifact = () => new Response("artifact");
const fetched = (answers: Web, from = url) => fetchArtifact({ url: from, sha256, folder, get: web(answers) });

test("a fetched artifact is kept under its hash", async () => {
  expect(readFileSync(await fetched({ [url]: artifact }), "utf8")).toBe("artifact");
  expect(readdirSync(folder)).toEqual([`${sha256}.tgz`]);
});

test("an artifact is fetched only once", async () => {
  await fetched({ [url]: artifact });
  await fetched({});
  expect(asked).toEqual([url]);
});

test("redirects are followed over https, relative ones too", async () => {
  await fetched({
    [url]: moved("/b"),
    "https://example.org/b": moved("https://x.org/c"),
    "https://x.org/c": artifact,
  });
  expect(asked).toHaveLength(3);
});

test.each<[string, Web, RegExp]>([
  ["another file", { [url]: () => new Response("other") }, /its SHA-256 is [0-9a-f]{64}, not/],
  ["a redirect to plain HTTP", { [url]: moved("http://example.org/x") }, /over https only/],
  [
    "a redirect to plain HTTP on the way to https",
    {
      [url]: moved("https://x.org/b"),
      "https://x.org/b": moved("http://x.org/c"),
      "http://x.org/c": moved("https://x.org/d"),
      "https://x.org/d": artifact,
    },
    /redirects to http:\/\/x\.org\/c/,
  ],
  ["a redirect to itself", { [url]: moved(url) }, /redirects more than 5 times/],
  ["a redirect to nowhere", { [url]: moved("https://") }, /redirects to "https:\/\/"/],
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

test.each(["http://example.org/x", "file:///etc/passwd", "example.org/x"])(
  "%s is not fetched",
  async (from) => {
    await expect(fetched({}, from)).rejects.toThrow("over https only");
    expect(asked).toEqual([]);
  },
);

test("an aborted fetch ends with the reason, even within an endless body", async () => {
  const stop = new AbortController();
  const endless = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(Buffer.from("x"));
      stop.abort(new Error("never mind"));
    },
  });
  const get = async () => new Response(endless);
  await expect(fetchArtifact({ url, sha256, folder, get, signal: stop.signal })).rejects.toThrow(
    "never mind",
  );
  expect(readdirSync(folder)).toEqual([]);
});
