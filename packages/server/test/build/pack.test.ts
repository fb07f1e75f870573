import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { list } from "tar";
import { expect, test } from "vitest";
import { pack } from "../../build/pack.ts";

const files = [
  { name: "start", mode: 0o755, content: Buffer.from("#!/bin/sh\n") },
  { name: "server.cjs", mode: 0o644, content: Buffer.from('"use strict";\n') },
];

async function packInFreshFolder(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "pack-test-"));
  try {
    return await pack(files, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the same files give the same bytes, in another folder and under another umask", async () => {
  const first = await packInFreshFolder();
  const umask = process.umask(0o077);
  try {
    expect((await packInFreshFolder()).equals(first)).toBe(true);
  } finally {
    process.umask(umask);
  }
});

test("only start is executable, and nothing tells who packed it or when", async () => {
  const entries: Record<string, unknown>[] = [];
  const archive = await packInFreshFolder();
  const parser = list({
    onReadEntry({ path, mode, uid, uname, mtime }) {
      entries.push({ path, mode, uid, uname, mtime: mtime?.getTime() });
    },
  });
  parser.end(archive);
  expect(entries).toEqual([
    { path: "start", mode: 0o755, uid: undefined, uname: "", mtime: 0 },
    { path: "server.cjs", mode: 0o644, uid: undefined, uname: "", mtime: 0 },
  ]);
  expect(archive.subarray(4, 10)).toEqual(Buffer.from([0, 0, 0, 0, 2, 255]));
});
