import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheRoot, findPulumiCli, isAtLeast, pinnedVersion } from "./pulumi-cli.ts";

let home: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pulumi-cli-"));
  env = { HOME: home, PATH: join(home, "path") };
});

afterEach(() => rmSync(home, { recursive: true }));

function install(path: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho v${version}\n`);
  chmodSync(path, 0o755);
}

test("without a CLI it says how to get one", () => {
  expect(findPulumiCli(env)).toContain("`pnpm --filter @soft-landing/lab pulumi-cli` builds it");
});

test("a CLI on PATH is used if it is new enough", () => {
  install(join(home, "path/pulumi"), "3.999.0");
  expect(findPulumiCli(env)).toEqual({ root: undefined, version: "3.999.0" });
});

test("a CLI on PATH that is too old is named with its version", () => {
  install(join(home, "path/pulumi"), "3.100.0");
  expect(findPulumiCli(env)).toBe(`pulumi 3.100.0 on the PATH is older than ${pinnedVersion()}`);
});

test("the built CLI is found in the cache, even if one on PATH is too old", () => {
  install(join(home, "path/pulumi"), "3.100.0");
  const root = join(home, `.cache/soft-landing/pulumi-${pinnedVersion()}`);
  install(join(root, "bin/pulumi"), pinnedVersion());
  expect(findPulumiCli(env)).toEqual({ root, version: pinnedVersion() });
});

test("XDG_CACHE_HOME moves the cache", () => {
  expect(dirname(cacheRoot({ ...env, XDG_CACHE_HOME: "/elsewhere" }))).toBe("/elsewhere/soft-landing");
});

test.each([
  ["3.274.1", "3.274.1", true],
  ["3.275.0", "3.274.1", true],
  ["4.0.0", "3.274.1", true],
  ["3.274.0", "3.274.1", false],
  ["3.99.9", "3.274.1", false],
  ["3.275.0-alpha.1", "3.274.1", true],
  ["unknown", "3.274.1", false],
])("%s is at least %s: %s", (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
