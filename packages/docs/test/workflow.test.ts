import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readDocument } from "../src/markdown/read-document.ts";
import { readRepositoryFile, repositoryRoot } from "../src/repository.ts";

const workflows = globSync(".github/workflows/*.yml", { cwd: repositoryRoot });

test.each(workflows)("%s pins every action by commit and says which version that is", (path) => {
  const uses = readRepositoryFile(path)
    .split("\n")
    .filter((line) => line.includes("uses:"));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test.each(workflows)("%s gives its jobs only the permissions that they declare", (path) => {
  const workflow = parse(readRepositoryFile(path));
  expect(workflow.permissions).toEqual({});
  for (const job of Object.values<{ permissions: object }>(workflow.jobs)) {
    expect(job.permissions).toMatchObject({ contents: "read" });
  }
});

test.each(workflows)("%s uses no secret", (path) => {
  expect(readRepositoryFile(path)).not.toContain("secrets.");
});

test.each(workflows)("%s installs exactly what the lockfile has", (path) => {
  const installs = readRepositoryFile(path).match(/\$PNPM install.*/g) ?? [];
  expect(installs.filter((line) => !line.includes("--frozen-lockfile"))).toEqual([]);
});

test("ci.yml installs the Pulumi that the tools module in .ci/pulumi builds", () => {
  const built = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(readRepositoryFile(".ci/pulumi/go.mod"));
  const installed = /pulumi-version: (\S+)/.exec(readRepositoryFile(".github/workflows/ci.yml"));
  expect(installed?.[1]).toBe(built?.[1] ?? "a version in go.mod");
});

test("packages are checked against the Node that pnpm installs", () => {
  const { nodeVersion, catalog } = parse(readRepositoryFile("pnpm-workspace.yaml"));
  expect(nodeVersion).toBe(catalog.node);
});

test("the dev container starts with a command from README", () => {
  const { postCreateCommand } = JSON.parse(readRepositoryFile(".devcontainer/devcontainer.json"));
  const { codeBlocks } = readDocument(readRepositoryFile("README.md"));
  const lines = codeBlocks.flatMap(({ text }) =>
    text.split("\n").map((line) => line.replace(/\s+#.*$/, "").trim()),
  );
  expect(lines).toContain(postCreateCommand.replace(" --yes", ""));
});
