import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repositoryRoot } from "../src/repository.ts";

const missing = spawnSync("zizmor", ["--version"]).error !== undefined;

test.skipIf(missing)(
  `zizmor finds nothing to say against the workflows${missing ? " (skipped: zizmor from PyPI is not installed)" : ""}`,
  () => {
    const result = spawnSync("zizmor", ["--offline", "--no-progress", ".github/workflows"], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    expect(result.status, result.stdout + result.stderr).toBe(0);
  },
);
