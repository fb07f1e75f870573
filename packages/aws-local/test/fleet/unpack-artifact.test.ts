import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { create, Header } from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileSha256, unpackArtifact } from "../../src/fleet/unpack-artifact.ts";
import { packArtifact } from "../artifacts.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "unpack-artifact-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unpack = async (file: string) => unpackArtifact(file, join(folder, "unpacked"), await fileSha256(file));

/** An archive with one entry as no honest tool would write it. */
async function hostileArchive(entry: {
  path: string;
  size?: number;
  type?: "File" | "Link" | "CharacterDevice";
}) {
  const header = new Header({
    mode: 0o755,
    size: 0,
    type: "File",
    ...(entry.type === "Link" && { linkpath: "start" }),
    ...entry,
  });
  const block = Buffer.alloc(512);
  header.encode(block);
  const file = join(folder, "hostile.tgz");
  await writeFile(file, gzipSync(Buffer.concat([block, Buffer.alloc(1_024)])));
  return file;
}

test("an artifact is unpacked and its start found", async () => {
  const start = await unpack(await packArtifact(folder, "#!/bin/sh\necho hello\n"));
  expect(start).toBe(join(folder, "unpacked", "start"));
  expect(await readFile(start, "utf8")).toContain("echo hello");
});

test("an artifact other than the release names is refused", async () => {
  const file = await packArtifact(folder, "#!/bin/sh\n");
  await expect(unpackArtifact(file, join(folder, "unpacked"), "0".repeat(64))).rejects.toThrow(/SHA-256/);
});

test("an artifact that is not there is named, with how to build it", async () => {
  await expect(unpackArtifact(join(folder, "none.tgz"), folder, "0")).rejects.toThrow(/none\.tgz is missing/);
});

test("a start that cannot be executed is refused", async () => {
  await expect(unpack(await packArtifact(folder, "#!/bin/sh\n", 0o644))).rejects.toThrow(
    /no executable file `start`/,
  );
});

test("a symbolic link is refused", async () => {
  const content = join(folder, "content");
  await mkdir(content);
  await symlink("/etc/passwd", join(content, "start"));
  const file = join(folder, "link.tgz");
  await create({ file, cwd: content, gzip: true, follow: false }, ["start"]);
  await expect(unpack(file)).rejects.toThrow(/start is a SymbolicLink/);
});

describe("nothing is written for an archive with", () => {
  test.each([
    [{ path: "/etc/cron.d/evil" }, "an absolute path"],
    [{ path: "../evil" }, "leads out of the folder"],
    [{ path: "content/../../evil" }, "leads out of the folder"],
    [{ path: "start", type: "Link" as const }, "is a Link"],
    [{ path: "start", type: "CharacterDevice" as const }, "is a CharacterDevice"],
    [{ path: "start", size: 201 * 1024 * 1024 }, "unpacks to more than"],
  ])("%j", async (entry, problem) => {
    const file = await hostileArchive(entry);
    await expect(unpack(file)).rejects.toThrow(problem);
    expect(await readdir(folder)).toEqual(["hostile.tgz"]);
  });
});

test("what is no archive is refused", async () => {
  const file = join(folder, "text.tgz");
  await writeFile(file, "hello");
  await expect(unpack(file)).rejects.toThrow(/no gzipped tar archive|no executable/);
});
