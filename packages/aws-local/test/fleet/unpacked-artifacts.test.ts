import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileSha256 } from "@soft-landing/artifact/file-sha256";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createUnpackedArtifacts } from "../../src/fleet/unpacked-artifacts.ts";
import { packArtifact } from "../artifacts.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "unpacked-artifacts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const unpacked = () => createUnpackedArtifacts(join(folder, "releases"), new AbortController().signal);
const settings = async (file: string) => ({ file, sha256: await fileSha256(file) });

test("an artifact is unpacked once, however often it is requested", async () => {
  const artifact = await settings(await packArtifact(folder, "#!/bin/sh\necho hello\n"));
  const artifacts = unpacked();
  const folders = await Promise.all([artifacts.folderOf(artifact), artifacts.folderOf(artifact)]);
  expect(folders).toEqual(Array(2).fill(join(folder, "releases", artifact.sha256)));
  expect(await readFile(join(folders[0] ?? "", "start"), "utf8")).toContain("echo hello");
  expect(await readdir(join(folder, "releases"))).toEqual([artifact.sha256]);
});

test("a missing artifact is named in the error, and can be requested again once it exists", async () => {
  const file = join(folder, "artifact.tgz");
  const sha256 = await fileSha256(await packArtifact(folder, "#!/bin/sh\n"));
  await rm(file);
  const artifacts = unpacked();
  const artifact = { file, sha256 };
  await expect(artifacts.folderOf(artifact)).rejects.toThrow(`The artifact ${file} is missing.`);
  await packArtifact(folder, "#!/bin/sh\n");
  await expect(artifacts.folderOf(artifact)).resolves.toBe(join(folder, "releases", sha256));
});

test.each<[string, () => Promise<{ file: string; sha256: string }>, RegExp]>([
  [
    "another one than user data names",
    async () => ({ file: await packArtifact(folder, "#!/bin/sh\n"), sha256: "0".repeat(64) }),
    /artifact\.tgz cannot be used: its SHA-256 is [0-9a-f]{64}, not 0{64}/,
  ],
  [
    "one whose start cannot be executed",
    async () => settings(await packArtifact(folder, "#!/bin/sh\n", 0o644)),
    /no executable file `start`/,
  ],
])("%s is refused with the reason", async (_what, make, reason) => {
  const refusal = unpacked().folderOf(await make());
  await expect(refusal).rejects.toThrow(UserMistake);
  await expect(refusal).rejects.toThrow(reason);
});
