import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkArtifact } from "../src/check.ts";
import { artifactLimits } from "../src/limits.ts";
import { UnfitArtifact } from "../src/unfit-artifact.ts";
import {
  archiveEnd,
  type Entry,
  packed,
  paxRecord,
  scratchFile,
  scratchFolder,
  start,
  tarBlocks,
} from "./archives.ts";

describe("an artifact that can be used", () => {
  test.each<[string, Entry[]]>([
    ["start alone", [start]],
    ["start without a leading ./", [{ ...start, path: "start" }]],
    [
      "files and folders beside it",
      [{ path: "./", type: "Directory" }, start, { path: "./lib/x.js" }, { path: "..x" }],
    ],
    ["a folder that is named again", [{ path: "lib/x.js" }, { path: "lib/", type: "Directory" }, start]],
    ["a sticky folder", [{ path: "tmp/", type: "Directory", mode: 0o1777 }, start]],
    ["names in any script", [start, { path: "seiten/übersicht-見出し 🎉.html" }]],
    [
      "a name in an extended header",
      [
        { path: "pax", type: "ExtendedHeader", content: paxRecord("path", `${"long/".repeat(30)}name`) },
        { path: "short" },
        start,
      ],
    ],
  ])("is %s", async (_what, entries) => {
    await expect(checkArtifact(packed(entries))).resolves.toBeUndefined();
  });

  test("is an archive with a long tail of zeros, which tar writes to fill its last record", async () => {
    await expect(checkArtifact(packed([start], Buffer.alloc(180 * 1024 * 1024)))).resolves.toBeUndefined();
  });
});

describe("an artifact is refused:", () => {
  test.each<[string, Entry[], RegExp]>([
    ["no start", [{ path: "server.js" }], /no executable file `start`/],
    ["a start that is not executable", [{ ...start, mode: 0o644 }], /no executable file `start`/],
    ["a start that is a folder", [{ path: "start", type: "Directory", mode: 0o755 }], /no executable file/],
    ["a start elsewhere", [{ ...start, path: "bin/start" }], /at its root/],
    [
      "a symbolic link",
      [start, { path: "x", type: "SymbolicLink", linkpath: "/etc" }],
      /"x" in it is a SymbolicLink/,
    ],
    ["a hard link", [start, { path: "x", type: "Link", linkpath: "start" }], /"x" in it is a Link/],
    ["a device", [start, { path: "x", type: "CharacterDevice" }], /"x" in it is a CharacterDevice/],
    ["a pipe", [start, { path: "x", type: "FIFO" }], /"x" in it is a FIFO/],
    ["an absolute path", [start, { path: "/etc/cron.d/x" }], /is outside/],
    ["a way up", [start, { path: "a/../../x" }], /is outside/],
    ["a way up for Windows", [start, { path: "a\\..\\x" }], /is outside/],
    [
      "a way up in an extended header",
      [{ path: "pax", type: "ExtendedHeader", content: paxRecord("path", "../x") }, start],
      /"\.\.\/x" in it is outside/,
    ],
    ["a setuid file", [{ ...start, mode: 0o4755 }], /"\.\/start" in it is setuid/],
    ["a setgid folder", [start, { path: "x/", type: "Directory", mode: 0o2755 }], /setuid or setgid/],
    ["a name with a colour", [start, { path: "\u001b[31mred" }], /the name "\\u001b\[31mred"/],
    ["a name that writes backwards", [start, { path: "a\u202egnp.exe" }], /the name "a\\u\{202e\}gnp\.exe"/],
    ["a file twice", [start, { path: "x" }, { path: "./x" }], /contains "x" twice/],
    ["a file and a folder of one name", [start, { path: "x/y" }, { path: "x" }], /contains "x" twice/],
    [
      "a file called as a folder",
      [start, { path: "x/." }],
      /"x\/\." in it is a file with the name of a folder/,
    ],
    ["a file below a file", [start, { path: "x" }, { path: "x/y" }], /"x" as a file, and "x\/y" below it/],
    ["a path of many folders", [start, { path: `${"a/".repeat(33)}x` }], /deeper than 32/],
    [
      "a path of many bytes",
      [{ path: "pax", type: "ExtendedHeader", content: paxRecord("path", "x".repeat(1_025)) }, start],
      /longer than 1024 bytes/,
    ],
    [
      "a file that another tar would call otherwise",
      [{ path: "pax", type: "ExtendedHeader", content: paxRecord("GNU.sparse.name", "/etc/x") }, start],
      /sparse/,
    ],
    [
      "a path for all files",
      [{ path: "pax", type: "GlobalExtendedHeader", content: paxRecord("path", "x") }, start],
      /a global header/,
    ],
    [
      "a header of megabytes",
      [{ path: "pax", type: "ExtendedHeader", content: Buffer.alloc(1_100_000, "a") }, start],
      /longer than a megabyte/,
    ],
    [
      "an archive that claims more than there is",
      [{ ...start, size: 1_000_000 }],
      /not a gzipped tar|no executable/,
    ],
  ])("%s", async (_what, entries, reason) => {
    const refusal = await checkArtifact(packed(entries)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UnfitArtifact);
    expect((refusal as Error).message).toMatch(reason);
  });

  test.each<[string, () => string, RegExp]>([
    ["what is not a gzipped tar", () => scratchFile(Buffer.from("hello")), /not a gzipped tar.*`tar -czf/],
    ["gzip with no tar in it", () => scratchFile(gzipSync("hello")), /not a gzipped tar|no executable/],
    ["nothing", () => scratchFile(Buffer.of()), /not a gzipped tar|no executable/],
    ["a folder", scratchFolder, /it is not a file/],
    ["gzip in gzip", () => scratchFile(gzipSync(gzipSync(tarBlocks([start])))), /compressed twice/],
    [
      "data after one block of zeros",
      () =>
        scratchFile(
          gzipSync(Buffer.concat([tarBlocks([start]), Buffer.alloc(512), tarBlocks([{ path: "x" }])])),
        ),
      /has data after a block of zeros/,
    ],
    [
      "a cut archive",
      () => scratchFile(gzipSync(Buffer.concat([tarBlocks([start]), archiveEnd])).subarray(0, -20)),
      /not a gzipped tar/,
    ],
  ])("%s", async (_what, make, reason) => {
    await expect(checkArtifact(make())).rejects.toThrow(reason);
    await expect(checkArtifact(make())).rejects.toThrow(UnfitArtifact);
  });

  test("a pipe, which would block forever", async () => {
    const pipe = join(scratchFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(checkArtifact(pipe)).rejects.toThrow("it is not a file");
  });

  test.each<[string, Partial<typeof artifactLimits>, Entry[], RegExp]>([
    ["more bytes packed", { packedBytes: 10 }, [start], /bytes packed; at most 10/],
    [
      "more bytes unpacked",
      { unpackedBytes: 100_000 },
      [start, { path: "zeros", content: Buffer.alloc(1_000_000) }],
      /unpacks to more/,
    ],
    ["more files and folders", { entries: 1 }, [start, { path: "x" }], /more than 1 files and folders/],
    [
      "more headers",
      { entries: 1 },
      [...Array(3).fill({ path: "p", type: "ExtendedHeader", content: paxRecord("mtime", "1") }), start],
      /more than 2 extended headers/,
    ],
  ])("%s than the limit", async (_what, limits, entries, reason) => {
    await expect(
      checkArtifact(packed(entries), { limits: { ...artifactLimits, ...limits } }),
    ).rejects.toThrow(reason);
  });

  test("150,000 empty files, although they pack small", async () => {
    const empty = Array.from({ length: 150_000 }, (_, index): Entry => ({ path: `f${index}` }));
    await expect(checkArtifact(packed(empty))).rejects.toThrow("more than 10000 files and folders");
  });
});

test("an aborted check ends with the reason", async () => {
  const file = packed([start, { path: "zeros", content: Buffer.alloc(50_000_000) }]);
  const stop = new AbortController();
  const checked = checkArtifact(file, { signal: stop.signal });
  stop.abort(new Error("never mind"));
  await expect(checked).rejects.toThrow("never mind");
});

test("an entry is refused if and only if its path could leave the folder", async () => {
  const part = fc.constantFrom("..", ".", "a", "b.c", "...", "..d");
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (parts, absolute) => {
        const path = (absolute ? "/" : "") + parts.join("/");
        const names = parts.filter((name) => name !== ".");
        fc.pre(names.length > 0 && parts.at(-1) !== ".");
        const refused = await checkArtifact(packed([start, { path }])).then(
          () => false,
          () => true,
        );
        expect(refused).toBe(absolute || parts.includes(".."));
      },
    ),
  );
});

test("a refusal never prints a control character from the archive's names", async () => {
  const name = fc
    .string({ unit: "binary", minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes("\0"));
  const type = fc.constantFrom("File", "SymbolicLink", "FIFO");
  await fc.assert(
    fc.asyncProperty(name, type, async (path, kind) => {
      const pax: Entry = { path: "pax", type: "ExtendedHeader", content: paxRecord("path", path) };
      const entry: Entry = { path: "x", type: kind, ...(kind === "SymbolicLink" && { linkpath: "y" }) };
      const refusal = await checkArtifact(packed([start, pax, entry])).catch((error: Error) => error.message);
      expect(refusal ?? "").not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
  );
});
