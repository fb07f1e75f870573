import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkArtifact } from "../src/check.ts";
import { fileSha256 } from "../src/file-sha256.ts";
import { packArtifact } from "../src/pack.ts";
import { UnfitArtifact } from "../src/unfit-artifact.ts";
import { unpackArtifact } from "../src/unpack.ts";
import { archiveEnd, type Entry, packed, scratchFile, scratchFolder, start, tarBlocks } from "./archives.ts";

async function unpacked(file: string, folder: string, signal?: AbortSignal): Promise<string> {
  return await unpackArtifact(file, folder, { sha256: await fileSha256(file), ...(signal && { signal }) });
}

/** Every file below a folder with its content, executable ones marked. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((found) => !found.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [
        path.slice(folder.length + 1) + ((statSync(path).mode & 0o111) === 0 ? "" : "*"),
        readFileSync(path, "latin1"),
      ]),
  );
}

test("an artifact is unpacked with its folders, and its start is found", async () => {
  const folder = join(scratchFolder(), "releases", "1");
  const file = packed([
    start,
    { path: "lib/deep/x.js", content: Buffer.from("x") },
    { path: "tmp/", type: "Directory" },
  ]);
  expect(await unpacked(file, folder)).toBe(join(folder, "start"));
  expect(contents(folder)).toEqual({ "start*": "#!/bin/sh\n", "lib/deep/x.js": "x" });
  expect(statSync(join(folder, "tmp")).isDirectory()).toBe(true);
});

test("an artifact with a wrong hash is refused with both hashes", async () => {
  const file = packed([start]);
  const sha256 = "0".repeat(64);
  const refusal = `its SHA-256 is ${await fileSha256(file)}, not ${sha256}`;
  await expect(unpackArtifact(file, join(scratchFolder(), "x"), { sha256 })).rejects.toThrow(refusal);
});

describe("nothing remains of", () => {
  test.each<[string, string]>([
    ["an archive with a fault at its end", packed0([start, { path: "lib/x" }, { path: "../x" }])],
    ["an archive without start", packed0([{ path: "x" }])],
  ])("%s", async (_what, bytes) => {
    const folder = scratchFolder();
    await expect(unpacked(scratchFile(Buffer.from(bytes, "base64")), join(folder, "x"))).rejects.toThrow(
      UnfitArtifact,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("an aborted unpacking", async () => {
    const folder = scratchFolder();
    const file = packed([start, { path: "zeros", content: Buffer.alloc(100_000_000) }]);
    const stop = new AbortController();
    const outcome = unpacked(file, join(folder, "x"), stop.signal).catch((error: Error) => error.message);
    await expect.poll(() => readdirSync(folder), { timeout: 10_000, interval: 1 }).toHaveLength(1);
    stop.abort(new Error("never mind"));
    expect(await outcome).toBe("never mind");
    expect(readdirSync(folder)).toEqual([]);
  });
});

function packed0(entries: Entry[]): string {
  return gzipSync(Buffer.concat([tarBlocks(entries), archiveEnd])).toString("base64");
}

const segment = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 })
  .filter((name) => !/[/\\]|^[A-Za-z]:|^\.{1,2}$/.test(name));
const paths = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 3 }), {
  selector: (names) => names.join("/"),
  maxLength: 8,
});

test("packed files are unpacked unchanged, and pack to the same bytes each time", async () => {
  await fc.assert(
    fc.asyncProperty(
      paths,
      fc.infiniteStream(fc.uint8Array({ maxLength: 2_000 })),
      async (generated, bytes) => {
        const names = generated
          .map((parts) => parts.join("/"))
          .filter(
            (path, _index, all) => path !== "start" && !all.some((other) => other.startsWith(`${path}/`)),
          )
          .filter((path) => !path.startsWith("start/") && Buffer.byteLength(path) <= 100);
        const files = names.map((path) => ({
          path,
          mode: 0o644 as const,
          content: Uint8Array.from(bytes.next().value),
        }));
        const all = [{ path: "start", mode: 0o755 as const, content: Buffer.from("s") }, ...files];
        expect(packArtifact(all)).toEqual(packArtifact(all));
        const folder = join(scratchFolder(), "x");
        await unpacked(scratchFile(packArtifact(all)), folder);
        expect(contents(folder)).toEqual({
          "start*": "s",
          ...Object.fromEntries(
            files.map(({ path, content }) => [path, Buffer.from(content).toString("latin1")]),
          ),
        });
      },
    ),
  );
});

test("any archive is unpacked inside its folder or refused, and a refused one leaves nothing", async () => {
  const entry: fc.Arbitrary<Entry> = fc.record(
    {
      path: fc.oneof(
        fc
          .array(fc.constantFrom("a", "b", "start", "..", ".", "", "\u001b[0m", "c\\..\\d"), {
            minLength: 1,
            maxLength: 4,
          })
          .map((parts) => parts.join("/")),
        fc.string({ minLength: 1, maxLength: 20 }),
      ),
      type: fc.constantFrom("File", "File", "File", "Directory", "SymbolicLink", "ExtendedHeader"),
      mode: fc.constantFrom(0o644, 0o755, 0o4755, 0),
      content: fc.uint8Array({ maxLength: 1_200 }).map((bytes) => Buffer.from(bytes)),
      size: fc.nat(3_000),
    },
    { requiredKeys: ["path"] },
  );
  const damage = fc.record({ at: fc.nat(6_000), to: fc.nat(255) });
  const outcomes = { unpacked: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 4 }),
      fc.array(damage, { maxLength: 2 }),
      fc.nat(3),
      async (entries, damages, ends) => {
        const bytes = Buffer.concat([tarBlocks([start, ...entries]), Buffer.alloc(ends * 512)]);
        for (const { at, to } of damages) {
          if (at < bytes.length) {
            bytes[at] = to;
          }
        }
        const folder = scratchFolder();
        const file = scratchFile(gzipSync(bytes));
        const outcome = await unpacked(file, join(folder, "inside", "x")).catch((error: unknown) => error);
        if (typeof outcome === "string") {
          outcomes.unpacked++;
          expect(readdirSync(folder)).toEqual(["inside"]);
          expect(readdirSync(join(folder, "inside"))).toEqual(["x"]);
        } else {
          outcomes.refused++;
          expect(outcome).toBeInstanceOf(UnfitArtifact);
          expect(Object.keys(contents(folder))).toEqual([]);
          await expect(checkArtifact(file)).rejects.toThrow((outcome as Error).message);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(Math.min(outcomes.unpacked, outcomes.refused), "both are tried").toBeGreaterThan(20);
});
