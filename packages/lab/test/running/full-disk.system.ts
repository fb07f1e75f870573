import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { labEntry } from "../../src/program/repository.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
const folder = mkdtempSync(join(tmpdir(), "full-disk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command in a mount namespace of its own, where the folder is a file system of 1 MB. */
function onSmallDisk(command: readonly string[]) {
  const script = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';
  return spawnSync("unshare", ["--mount", "--map-root-user", "sh", "-c", script, folder, ...command], {
    env: { ...process.env, TMPDIR: folder },
    encoding: "utf8",
  });
}

const noMount = onSmallDisk(["true"]).status !== 0;
const title = "a temporary folder without room ends the start with one message that names TMPDIR";

test.skipIf(noMount)(noMount ? `${title} (skipped: this user may not mount a file system)` : title, () => {
  const ports = ["--port", "0", "--console-port", "0", "--aws-port", "0"];
  const { status, stderr } = onSmallDisk([process.execPath, labEntry, "up", "--as-built", ...ports]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^There is not enough free space .*: 1 MB are free, but it needs 32\.\n {2}Set TMPDIR /,
  );
  expect(stderr).not.toMatch(/^\s+at /m);
});
