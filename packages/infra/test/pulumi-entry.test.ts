import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { RecordingMonitor } from "@soft-landing/stack-graph/record/recording-monitor";
import { describe, expect, test } from "vitest";
import { projectFolder, repositoryRoot } from "../src/artifact/artifact.ts";
import { recorded } from "./recorded.ts";

const entry = pathToFileURL(join(projectFolder, "src/pulumi-entry.js")).href;

/** What the entry ends with in a Node of its own, where something was done first. */
function endOf(first: string): { isRunError: boolean; message: string } {
  const run = `
    import { RunError } from "@pulumi/pulumi";
    const { default: run } = await import(${JSON.stringify(entry)});
    await run().catch((error) => console.log(JSON.stringify({ isRunError: RunError.isInstance(error), message: error.message })));`;
  const importFirst = `data:text/javascript,${encodeURIComponent(first)}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", importFirst, "--input-type=module", "--eval", run],
    { cwd: projectFolder, encoding: "utf8" },
  );
  return JSON.parse(stdout || JSON.stringify({ message: stderr }));
}

describe("what Pulumi loads", () => {
  test.each<[string, string, RegExp]>([
    [
      "an older Node",
      'Object.defineProperty(process.versions,"node",{value:"22.17.1"})',
      /^Node 22\.17\.1 at .* is too old.*pnpm pulumi/s,
    ],
    [
      "a missing dependency",
      'import {registerHooks as h} from "node:module";h({resolve(s,c,n){return n(s==="zod"?"nowhere":s,c)}})',
      /^Dependencies of this program are not installed \(Cannot find package 'nowhere'.*npx -y pnpm@12 install$/,
    ],
  ])("reports %s without a stack trace, with the remedy", (_what, first, message) => {
    expect(endOf(first)).toEqual({ isRunError: true, message: expect.stringMatching(message) });
  });

  test("builds what is not built, and prints one line about it", () => {
    const clone = mkdtempSync(join(tmpdir(), "soft-landing-clone-"));
    try {
      for (const part of [
        "pnpm-lock.yaml",
        ...["artifact", "infra", "server", "shared"].map((name) => `packages/${name}`),
      ]) {
        const filter = (path: string) => !/\/(dist|test|test-results)$/.test(path);
        cpSync(join(repositoryRoot, part), join(clone, part), {
          ...{ recursive: true, verbatimSymlinks: true, filter },
        });
      }
      symlinkSync(join(repositoryRoot, "node_modules"), join(clone, "node_modules"));
      const record = join(repositoryRoot, "packages/stack-graph/src/record/record.ts");
      const options = [
        "--project",
        join(clone, "packages/infra"),
        "--stack",
        "basic",
        "--out",
        join(clone, "graph"),
      ];
      const recordClone = () => spawnSync(process.execPath, [record, ...options], { encoding: "utf8" });
      const first = recordClone();
      expect([first.status, first.stdout]).toEqual([0, ""]);
      expect(first.stderr).toMatch(/^Built the server's artifacts\. Build basic has not been built.*\n$/);
      expect(recordClone()).toMatchObject({ status: 0, stderr: "" });
    } finally {
      rmSync(clone, { recursive: true });
    }
  }, 240_000);

  test("shows every resource in a first preview, in which no output is known", async () => {
    const { config, resources } = await recorded("basic");
    const values = Object.entries(config).map(([key, value]) => [
      key.includes(":") ? key : `soft-landing:${key}`,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]);
    const foreseen: string[] = [];
    const { mocks } = new RecordingMonitor("soft-landing", "basic", "us-east-1");
    await pulumi.runtime.setMocks(
      {
        call: (args) => mocks.call(args),
        newResource({ type, name, inputs }) {
          foreseen.push(`${type} ${name}`);
          return { id: undefined, state: inputs };
        },
      },
      "soft-landing",
      "basic",
      true,
    );
    pulumi.runtime.setAllConfig(Object.fromEntries(values));
    const { default: run } = await import(entry);
    await run();
    await pulumi.runtime.disconnect();
    const expected = resources.map(({ type, name }) => `${type} ${name}`);
    expect(foreseen.toSorted()).toEqual(expected.toSorted());
  });
});
