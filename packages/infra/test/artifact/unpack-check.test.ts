import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPackedArtifact, UnfitArtifact } from "../../src/artifact/unpack-check.ts";
import { type Entry, packed, start } from "./packed.ts";

describe("fit to be unpacked and started", () => {
  test.each<[string, Entry[]]>([
    ["start alone", [start]],
    ["start without a leading ./", [{ ...start, path: "start" }]],
    [
      "files and folders beside it",
      [{ path: "./", type: "Directory" }, start, { path: "./lib/x.js" }, { path: "..x" }],
    ],
  ])("is %s", async (_what, entries) => {
    await expect(checkPackedArtifact(packed(entries))).resolves.toBeUndefined();
  });
});

describe("refused", () => {
  test.each<[string, Entry[], RegExp]>([
    ["no start", [{ path: "server.js" }], /no executable file `start`/],
    ["a start that is not executable", [{ ...start, mode: 0o644 }], /no executable file `start`/],
    ["a start that is a folder", [{ path: "start", type: "Directory", mode: 0o755 }], /no executable file/],
    ["a start elsewhere", [{ ...start, path: "bin/start" }], /at its root/],
    [
      "a symbolic link",
      [start, { path: "x", type: "SymbolicLink", linkpath: "/etc" }],
      /x is a SymbolicLink/,
    ],
    ["a hard link", [start, { path: "x", type: "Link", linkpath: "start" }], /x is a Link/],
    ["a device", [start, { path: "x", type: "CharacterDevice" }], /x is a CharacterDevice/],
    ["a pipe", [start, { path: "x", type: "FIFO" }], /x is a FIFO/],
    ["an absolute path", [start, { path: "/etc/cron.d/x" }], /leads out/],
    ["a way up", [start, { path: "a/../../x" }], /leads out/],
  ])("is %s", async (_what, entries, reason) => {
    await expect(checkPackedArtifact(packed(entries))).rejects.toThrow(reason);
    await expect(checkPackedArtifact(packed(entries))).rejects.toThrow(UnfitArtifact);
  });

  test("is what is no gzipped tar", async () => {
    const file = packed([start]);
    writeFileSync(file, "hello");
    await expect(checkPackedArtifact(file)).rejects.toThrow(/no gzipped tar.*tar -czf/);
  });

  test("is more packed than the limit", async () => {
    const limits = { packedBytes: 10, unpackedBytes: 1_000_000 };
    await expect(checkPackedArtifact(packed([start]), limits as never)).rejects.toThrow(/bytes packed/);
  });

  test("is little that unpacks to much", async () => {
    const bomb = packed([start, { path: "zeros", content: Buffer.alloc(1_000_000) }]);
    const limits = { packedBytes: 100_000, unpackedBytes: 100_000 };
    await expect(checkPackedArtifact(bomb, limits as never)).rejects.toThrow(/unpacks to more/);
  });
});

test("whatever path an entry has, it is refused if and only if unpacking it could leave the folder", async () => {
  const part = fc.constantFrom("..", ".", "a", "b.c", "...", "..d");
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (parts, absolute) => {
        const path = (absolute ? "/" : "") + parts.join("/");
        const refused = await checkPackedArtifact(packed([start, { path }])).then(
          () => false,
          () => true,
        );
        expect(refused).toBe(absolute || parts.includes(".."));
      },
    ),
    { numRuns: 60 },
  );
});
