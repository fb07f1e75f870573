import { list } from "tar";
import { expect, test } from "vitest";
import { packArtifact } from "../src/pack.ts";

const archive = () =>
  packArtifact([
    { path: "start", mode: 0o755, content: Buffer.from("#!/bin/sh\n") },
    { path: "server.cjs", mode: 0o644, content: Buffer.from('"use strict";\n') },
  ]);

test("only start is executable, and the archive does not say who packed it or when", () => {
  const entries: Record<string, unknown>[] = [];
  const parser = list({
    onReadEntry({ path, mode, uid, uname, mtime }) {
      entries.push({ path, mode, uid, uname, mtime: mtime?.getTime() });
    },
  });
  parser.end(archive());
  expect(entries).toEqual([
    { path: "start", mode: 0o755, uid: undefined, uname: "", mtime: 0 },
    { path: "server.cjs", mode: 0o644, uid: undefined, uname: "", mtime: 0 },
  ]);
  expect(archive().subarray(4, 10)).toEqual(Buffer.from([0, 0, 0, 0, 2, 255]));
});

test("the same files give the same bytes under any umask", () => {
  const first = archive();
  const umask = process.umask(0o077);
  try {
    expect(archive().equals(first)).toBe(true);
  } finally {
    process.umask(umask);
  }
});

test.each(["x".repeat(101), "übersicht"])(
  "%s is not packed, because it does not fit into a plain header",
  (path) => {
    expect(() => packArtifact([{ path, mode: 0o644, content: Buffer.of() }])).toThrow(RangeError);
  },
);
