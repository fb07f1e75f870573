import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../../src/program/repository.ts";
import { runLabProcess } from "../lab-cli.ts";
import { noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openProgram, startEmptyLab } from "./empty-lab.ts";

const folder = join(repositoryRoot, "examples/visit-counter");

describe.skipIf(noEngine)(onTheEngine("a program that is none of this repository's story"), () => {
  useOwnStateHome();
  let lab: EmptyLab;
  let opened: Awaited<ReturnType<typeof openProgram>>;
  let stack: Stack;
  let url: string;

  // The lab visits / itself.
  const visit = async (path = "/cellar") => {
    const response = await fetch(new URL(path, url));
    return { status: response.status, text: await response.text() };
  };

  beforeAll(async () => {
    lab = await startEmptyLab();
    const { default: program } = await import(pathToFileURL(join(folder, "index.ts")).href);
    opened = await openProgram(lab, { folder, name: "dev", program, config: { "aws:region": "us-east-1" } });
    stack = opened.stack;
    url = (await stack.up()).outputs.url?.value;
  });
  afterAll(async () => {
    opened?.close();
    await lab?.stop();
  });

  test("serves the greeting from the parameter and the count from the table", async () => {
    await expect.poll(async () => (await visit("/health")).status, { timeout: 20_000 }).toBe(200);
    expect(await visit()).toEqual({ status: 200, text: "Good day, visitor 1\n" });
    expect((await visit()).text).toBe("Good day, visitor 2\n");
    expect((await visit("/attic")).text).toBe("Good day, visitor 1\n");
  });

  test("changes nothing the second time", async () => {
    const { summary } = await stack.up();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
  });

  test("status shows its targets, its parameter and its counts", async () => {
    const { exitCode, stdout, stderr } = await runLabProcess("status");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Stack dev, build visit-counter-server-");
    expect(stdout).toMatch(/Switch +visit-counter-greeting-\w{7} = Good day/);
    expect(stdout.match(/ healthy /g)).toHaveLength(2);
  });

  test("a fault on the endpoint affects it until it is cleared", async () => {
    const set = await runLabProcess(
      ..."fault set --service dynamodb --operation UpdateItem --error InternalServerError".split(" "),
    );
    expect([set.exitCode, set.stderr]).toEqual([0, ""]);
    expect((await visit()).status).toBe(503);
    await runLabProcess("fault", "clear");
    expect((await visit()).status).toBe(200);
  });

  test("its parameter set by hand is its greeting, until the next up reverts it", async () => {
    await runLabProcess("param", "set", "Hello");
    expect((await visit()).text).toMatch(/^Hello, visitor \d+\n$/);
    await stack.refresh();
    await stack.up();
    expect((await visit()).text).toMatch(/^Good day, visitor \d+\n$/);
  });

  test("a killed instance is replaced, and the page keeps working", async () => {
    const [instance] = (await lab.control.snapshot()).autoScalingGroup.instances;
    expect((await runLabProcess("kill", instance?.id ?? "")).exitCode).toBe(0);
    const ids = async () => (await lab.control.snapshot()).autoScalingGroup.instances.map(({ id }) => id);
    await expect
      .poll(async () => (await ids()).filter((id) => id !== instance?.id).length, { timeout: 20_000 })
      .toBe(2);
    expect((await visit()).status).toBe(200);
  });

  test("destroy removes everything", async () => {
    await stack.destroy();
    expect((await lab.control.stacks()).stacks).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
  });
});
