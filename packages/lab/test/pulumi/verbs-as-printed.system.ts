import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../../src/program/repository.ts";
import { visit } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, startEmptyLab } from "./empty-lab.ts";
import { findPulumiCli } from "./pulumi-cli.ts";

const cli = findPulumiCli();
const hasLanguageHost = spawnSync("which", ["pulumi-language-nodejs"]).status === 0;
const reason =
  typeof cli === "string" ? cli : hasLanguageHost ? undefined : "pulumi-language-nodejs is not on the PATH";
const title = "packages/infra's README, command by command, in a clone where nothing is built";

describe.skipIf(reason)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  useOwnStateHome();
  let lab: EmptyLab;
  let clone: string;
  let home: string;

  beforeAll(async () => {
    lab = await startEmptyLab();
    home = mkdtempSync(join(tmpdir(), "pulumi-home-"));
    clone = cloneWithoutBuilds();
  });
  afterAll(async () => {
    await lab?.stop();
    for (const folder of [clone, home]) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  function run(command: string): string {
    const folders = [dirname(process.execPath), typeof cli !== "string" && cli.root && join(cli.root, "bin")];
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
      cwd: join(clone, "packages/infra"),
      env: {
        ...process.env,
        ...lab.environment,
        PATH: [...folders.filter(Boolean), process.env.PATH].join(":"),
        PULUMI_HOME: home,
        PULUMI_SKIP_CONFIRMATIONS: "true",
      },
      encoding: "utf8",
    });
    expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  test("the page follows each command, and destroy removes everything", async () => {
    const seen: [string, string | undefined][] = [];
    for (const command of commandsOf("packages/infra/README.md")) {
      const output = run(command);
      if (command === "pulumi up") {
        const { page } = await visit(run("pulumi stack output url").trim());
        seen.push([command, page?.build]);
      } else if (command === "pulumi stack output url") {
        expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
      }
    }
    expect(seen).toEqual([
      ["pulumi up", "basic"],
      ["pulumi up", "error-handling"],
    ]);
    expect((await lab.control.stacks()).stacks).toEqual([]);
  });
});

/** The lines of a document's first shell block. */
function commandsOf(path: string): string[] {
  const [, block = ""] = /```sh\n(.*?)```/s.exec(readFileSync(join(repositoryRoot, path), "utf8")) ?? [];
  return block.split("\n").filter((line) => line !== "");
}

/** What the program needs, without what a build makes. Installed dependencies are the repository's own. */
function cloneWithoutBuilds(): string {
  const folder = mkdtempSync(join(tmpdir(), "soft-landing-clone-"));
  const packages = ["artifact", "aws-local", "infra", "server", "shared", "stack-graph"];
  for (const part of ["pnpm-lock.yaml", ...packages.map((name) => `packages/${name}`)]) {
    cpSync(join(repositoryRoot, part), join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/\/(dist|test|test-results)$/.test(path),
    });
  }
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"));
  return folder;
}
