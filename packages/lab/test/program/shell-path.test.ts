import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { shellHas, shellRunsTypeScript } from "../../src/program/shell-path.ts";

/** A folder with a `node` that is this shell script. */
function folderWithNode(script: string, ...below: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "shell-path-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, ...below);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "node"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "node"), 0o755);
  return folder;
}

test("the Node that runs these tests runs TypeScript", () => {
  expect(shellRunsTypeScript(folderWithNode(`exec ${process.execPath} "$@"`))).toBe(true);
});

test("an older Node does not, even if pnpm's own folders before it hold a newer one", () => {
  const older = folderWithNode("echo undefined");
  const ofPnpm = folderWithNode("echo strip", "node_modules", ".bin");
  expect(shellRunsTypeScript(`${ofPnpm}:${older}`)).toBe(false);
});

test("without Node the result is undefined", () => {
  expect(shellRunsTypeScript("/nowhere")).toBe(false);
});

test("a shell has its own PATH, without what pnpm has added", () => {
  const own = folderWithNode("true");
  const ofPnpm = folderWithNode("true", "node_modules", ".bin");
  expect(shellHas("node", own)).toBe(true);
  expect(shellHas("node", ofPnpm)).toBe(false);
  expect(shellHas("nothing", own)).toBe(false);
});
