import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverBuilds, stackBuilds } from "@soft-landing/shared/builds";
import { recordCommand } from "@soft-landing/stack-graph/record/record-command";
import { resourceGraphSchema } from "@soft-landing/stack-graph/resource-graph";
import { afterAll, describe, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "soft-landing-record-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The command in this process, which has loaded Pulumi's SDKs already. */
async function record(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
    },
  });
  const status = await recordCommand(args, { stdout: stream("stdout"), stderr: stream("stderr") });
  return { status, ...written };
}

describe("the record command", () => {
  test("prints a graph and nothing else", async () => {
    const { status, stdout, stderr } = await record("--stack", "error-handling");
    expect([status, stderr]).toEqual([0, ""]);
    expect(resourceGraphSchema.parse(JSON.parse(stdout)).outputs.build).toBe("error-handling");
  });

  test.each([
    ["a graph", ["--stack", "error-handling"]],
    ["a mistake", ["--stack", "x"]],
  ])("comes to the same in a process of its own, with %s", async (_what, args) => {
    const command = join(import.meta.dirname, "../../stack-graph/src/record/record.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual(await record(...args));
  });

  test("accepts other values, another config file and an output file", async () => {
    const configFile = join(folder, "Pulumi.mine.yaml");
    const out = join(folder, "graph.json");
    writeFileSync(configFile, "config:\n  aws:region: eu-west-1\n  soft-landing:build: basic\n");
    const { status, stdout } = await record(
      ...["--stack", "mine", "--config-file", configFile, "--config", "build=error-handling"],
      ...["--config", "instanceCount=4", "--out", out],
    );
    expect([status, stdout]).toEqual([0, ""]);
    const graph = resourceGraphSchema.parse(JSON.parse(readFileSync(out, "utf8")));
    expect(graph).toMatchObject({ stack: "mine", region: "eu-west-1", config: { instanceCount: 4 } });
    expect(graph.outputs.build).toBe("error-handling");
  });

  test("records every stack into a folder if no stack is named", async () => {
    const graphs = join(folder, "graphs");
    const { status, stderr } = await record("--out-folder", graphs);
    expect([status, stderr]).toEqual([0, ""]);
    expect(readdirSync(graphs).toSorted()).toEqual(
      serverBuilds.map((build) => `${build}.graph.json`).toSorted(),
    );
  });

  test("names the file of each mistake, or --config if it came from there", async () => {
    const configFile = join(folder, "Pulumi.wrong.yaml");
    writeFileSync(configFile, "config:\n  aws:region: us-east-1\n  soft-landing:instanceCount: 0\n");
    const { status, stdout, stderr } = await record(
      "--stack",
      "wrong",
      "--config-file",
      configFile,
      "--config",
      "build=x",
    );
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`--config: build = x: use one of ${stackBuilds.join(", ")}\n`);
    expect(stderr).toMatch(/Pulumi\.wrong\.yaml: instanceCount = 0: give a whole number/);
  });

  test("refuses a config without a region, whatever the environment says", async () => {
    const configFile = join(folder, "Pulumi.placeless.yaml");
    writeFileSync(configFile, "config:\n  soft-landing:build: basic\n");
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const { status, stderr } = await record("--stack", "placeless", "--config-file", configFile);
    vi.unstubAllEnvs();
    expect(status).toBe(1);
    expect(stderr).toMatch(/Pulumi\.placeless\.yaml: aws:region is not given/);
  });

  test.each<[string, string[], RegExp]>([
    ["no stack", [], /Which stack\? --stack takes one of basic, .*error-handling/],
    ["an unknown stack", ["--stack", "x"], /no stack x.*basic, .*error-handling/],
    ["an unknown option", ["--stak", "x"], /--stak.*usage:/s],
    ["a value without a key", ["--stack", "basic", "--config", "x"], /give KEY=VALUE/],
    [
      "a config file that is not there",
      ["--stack", "x", "--config-file", "/nowhere.yaml"],
      /nowhere\.yaml cannot be read/,
    ],
  ])("refuses %s with one clear message", async (_what, args, message) => {
    const { status, stdout, stderr } = await record(...args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("explains itself", async () => {
    const { status, stdout } = await record("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--config-file FILE");
  });
});
