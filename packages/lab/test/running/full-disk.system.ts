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

/** Runs a command in its own mount namespace, where the folder is a file system of 1 MB. */
function onSmallDisk(variable: "TMPDIR" | "XDG_STATE_HOME", prepare: string, command: readonly string[]) {
  const script = `mount -t tmpfs -o size=1m tmpfs "$0" && ${prepare} && exec "$@"`;
  return spawnSync("unshare", ["--mount", "--map-root-user", "sh", "-c", script, folder, ...command], {
    env: { ...process.env, [variable]: folder },
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
}

const noMount = onSmallDisk("TMPDIR", "true", ["true"]).status !== 0;
const titled = (title: string) =>
  noMount ? `${title} (skipped: this user may not mount a file system)` : title;
const up = [
  ...[process.execPath, labEntry, "up", "--as-built"],
  ...["--port", "0", "--console-port", "0", "--aws-port", "0"],
];

test.skipIf(noMount)(titled("a state folder on a full disk ends the start, and the process"), () => {
  const fill = '{ dd if=/dev/zero of="$0/filler" bs=1k count=1024 2>/dev/null; true; }';
  const { status, stderr } = onSmallDisk("XDG_STATE_HOME", fill, up);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The lab cannot write to its state folder .* no space left on device/);
});

const title = "a temporary folder that is too small ends the start with a message that names TMPDIR";
test.skipIf(noMount)(titled(title), () => {
  const { status, stderr } = onSmallDisk("TMPDIR", "true", up);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^There is not enough free space .*: 1 MB are free, but it needs 32\.\n {2}Set TMPDIR /,
  );
  expect(stderr).not.toMatch(/^\s+at /m);
});
