import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileSha256 } from "../src/file-sha256.ts";
import { unpackArtifact } from "../src/unpack.ts";
import {
  archiveEnd,
  type Entry,
  paxRecord,
  scratchFile,
  scratchFolder,
  start,
  tarBlocks,
} from "./archives.ts";

const version = spawnSync("tar", ["--version"], { encoding: "utf8" }).stdout ?? "";
const gnuTar = version.includes("GNU tar");

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((found) => found.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "latin1")]),
  );
}

// An instance unpacks with GNU tar: what is found right here must be the same there.
describe.skipIf(!gnuTar)(`as GNU tar does${gnuTar ? "" : " (skipped: tar is not GNU tar)"}`, () => {
  test.each(["gnu", "pax", "ustar", "v7", "oldgnu"])(
    "an artifact that tar packs as %s is unpacked",
    async (format) => {
      const folder = scratchFolder();
      const content = join(folder, "content");
      mkdirSync(join(content, "lib"), { recursive: true });
      writeFileSync(join(content, "start"), "#!/bin/sh\n", { mode: 0o755 });
      writeFileSync(join(content, "lib", format === "v7" || format === "ustar" ? "x" : "x".repeat(150)), "x");
      const file = join(folder, "a.tgz");
      execFileSync("tar", ["-czf", file, `--format=${format}`, "-C", content, "."]);
      await unpackArtifact(file, join(folder, "out"), { sha256: await fileSha256(file) });
      expect(contents(join(folder, "out"))).toEqual(contents(content));
    },
  );

  test("an archive that both accept has the same files in both", async () => {
    const entry: fc.Arbitrary<Entry> = fc.record(
      {
        path: fc
          .array(fc.constantFrom("a", "b", ".", "c d", "-e"), { minLength: 1, maxLength: 3 })
          .map((parts) => parts.join("/")),
        type: fc.constantFrom("File", "File", "Directory", "ExtendedHeader", "GlobalExtendedHeader"),
        content: fc.oneof(
          fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
          fc.constantFrom("path", "size", "mtime", "comment").map((key) => paxRecord(key, "17")),
        ),
      },
      { requiredKeys: ["path"] },
    );
    // Of two extended headers in a row GNU tar takes the second alone, node-tar both; nobody packs so.
    const isHeader = ({ type }: Entry) => type === "ExtendedHeader" || type === "GlobalExtendedHeader";
    const archives = fc
      .array(entry, { maxLength: 6 })
      .map((all) => all.filter((one, index) => !(isHeader(one) && isHeader(all[index - 1] ?? start))));
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(archives, fc.nat(3), async (entries, tail) => {
        const bytes = [tarBlocks([start, ...entries]), archiveEnd, Buffer.alloc(tail * 512, "junk")];
        const file = scratchFile(gzipSync(Buffer.concat(bytes)));
        const folder = scratchFolder();
        const here = join(folder, "here");
        const unpacked = await unpackArtifact(file, here, { sha256: await fileSha256(file) }).catch(
          () => undefined,
        );
        if (unpacked === undefined) {
          return;
        }
        const there = join(folder, "there");
        mkdirSync(there);
        const { status } = spawnSync("tar", ["-xzf", file, "-C", there, "--no-same-owner"]);
        if (status === 0) {
          accepted++;
          expect(contents(here)).toEqual(contents(there));
        }
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(30);
  });
});
