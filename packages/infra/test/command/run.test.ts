import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectFolder } from "../../src/artifact/artifact.ts";

const command = (name: string) => join(projectFolder, "src/command", `${name}.ts`);

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "soft-landing-bin-"));
});
afterEach(() => {
  rmSync(bin, { recursive: true });
});

function fakePulumi(script: string): void {
  writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
const environment = (path: string) => ({ ...process.env, PATH: path });
const withFake = () => environment(`${bin}${delimiter}${process.env.PATH}`);

function run(name: string, args: string[], env = withFake()) {
  return spawnSync(process.execPath, [command(name), ...args], { encoding: "utf8", env });
}

describe("pnpm pulumi", () => {
  test("hands everything to the person's pulumi, in the project's folder, and its exit code back", () => {
    fakePulumi('echo "$PWD|$*"; exit 7');
    const { status, stdout } = run("pulumi", ["up", "--stack", "basic", "-c", "a b"]);
    expect([status, stdout]).toEqual([7, `${projectFolder}|up --stack basic -c a b\n`]);
  });

  test("says how to get the Pulumi CLI where it is missing", () => {
    const { status, stderr } = run("pulumi", ["up"], environment(bin));
    expect(status).toBe(127);
    expect(stderr).toMatch(/Pulumi CLI is not installed.*https:\/\/www\.pulumi\.com\/docs\/install/s);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("leaves Ctrl-C to pulumi, which ends its update in order, and waits for it", async () => {
    fakePulumi('trap "echo in order; exit 3" INT; echo ready; while :; do sleep 0.05; done');
    const args = [command("pulumi"), "up"];
    const child = spawn(process.execPath, args, {
      env: withFake(),
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let written = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      if (text.includes("ready")) {
        // A terminal's Ctrl-C goes to the whole group.
        process.kill(-Number(child.pid), "SIGINT");
      }
    });
    const [exitCode] = await once(child, "close");
    expect([exitCode, written]).toEqual([3, "ready\nin order\n"]);
  });
});

describe("pnpm stack", () => {
  test("stops at the first step that fails", () => {
    fakePulumi('echo "$*"; exit 5');
    const { status, stdout } = run("stack", ["destroy", "--", "--yes"]);
    expect([status, stdout]).toEqual([5, "destroy --stack basic --yes\n"]);
  });

  test("explains itself, and a mistake as well", () => {
    expect(run("stack", ["--help"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("usage: pnpm stack"),
    });
    expect(run("stack", ["--stak"])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--stak.*usage/s),
    });
  });
});
