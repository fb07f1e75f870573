import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runLabProcess } from "../lab-cli.ts";
import { visit, visits } from "../page-visits.ts";
import { noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openLabStack, startEmptyLab } from "./empty-lab.ts";

const names = ["basic", "error-handling"] as const;

describe.skipIf(noEngine)(onTheEngine("the verbs in a lab with two stacks of Pulumi's"), () => {
  useOwnStateHome();
  let lab: EmptyLab;
  const opened: Awaited<ReturnType<typeof openLabStack>>[] = [];
  const pageUrls: Record<string, string> = {};
  let reports: string;

  beforeAll(async () => {
    reports = await mkdtemp(join(tmpdir(), "two-stacks-"));
    lab = await startEmptyLab();
    Object.assign(process.env, lab.environment);
    for (const name of names) {
      const one = await openLabStack(lab, name, { "soft-landing:build": name });
      opened.push(one);
      pageUrls[name] = (await one.stack.up()).outputs.url?.value;
    }
  });
  afterAll(async () => {
    for (const { close } of opened) {
      close();
    }
    await lab?.stop();
    await rm(reports, { recursive: true, force: true });
  });

  test("each has its own address", async () => {
    for (const name of names) {
      expect((await visit(pageUrls[name] ?? "")).page?.build).toBe(name);
    }
    expect(new Set(Object.values(pageUrls)).size).toBe(2);
  });

  test("status shows both, or the chosen one", async () => {
    const both = await runLabProcess("status");
    expect([both.exitCode, both.stderr]).toEqual([0, ""]);
    for (const name of names) {
      expect(both.stdout).toContain(`Stack ${name}, build ${name}, us-east-1`);
      expect(both.stdout).toContain(`${pageUrls[name]}/`);
      const { stdout } = await runLabProcess("status", "--stack", name, "--json");
      expect(JSON.parse(stdout)).toMatchObject({ stack: name, build: name });
    }
    const unsaid = await runLabProcess("status", "--json");
    expect([unsaid.exitCode, unsaid.stderr]).toEqual([1, expect.stringContaining("--stack NAME")]);
    const unknown = await runLabProcess("status", "--stack", "nowhere");
    expect(unknown.stderr).toBe("The lab has no stack nowhere.\n  It has basic, error-handling.\n");
  });

  test("param sets only the switch of the chosen stack", async () => {
    expect((await runLabProcess("param", "set", "false", "--stack", "basic")).exitCode).toBe(0);
    expect((await runLabProcess("param", "get", "--stack", "basic")).stdout).toBe("false\n");
    expect((await runLabProcess("param", "get", "--stack", "error-handling")).stdout).toBe("true\n");
    await expect.poll(async () => (await visit(pageUrls.basic ?? "")).statusCode).toBe(502);
    expect((await visits(pageUrls["error-handling"] ?? "", 3)).map(({ page }) => page?.personal)).toEqual([
      true,
      true,
      true,
    ]);
    expect((await runLabProcess("param", "set", "true", "--stack", "basic")).exitCode).toBe(0);
    expect((await runLabProcess("param", "set", "false")).stderr).toContain("Choose one with --stack NAME.");
  });

  test("switch names the pulumi commands to use for the chosen stack", async () => {
    const { exitCode, stderr } = await runLabProcess(
      "switch",
      "basic",
      "--stack",
      "error-handling",
      "--as-built",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("`pulumi config set build basic --stack error-handling`");
    expect(stderr).toContain("`pulumi up --stack error-handling`");
  });

  test.each(names)("walkthrough --stack %s passes, and restores both switches", async (name) => {
    const { exitCode, stdout, stderr } = await runLabProcess("walkthrough", "--stack", name);
    expect([exitCode, stderr, stdout.match(/^✗.*$/gm)]).toEqual([0, "", null]);
    expect(stdout).toContain("steps passed.");
    for (const stack of names) {
      expect((await lab.control.snapshot(stack)).parameter.value).toBe("true");
    }
  });

  test.each(names)("conformance passes on stack %s", async (name) => {
    const { exitCode, stdout } = await runLabProcess("conformance", "--running", "--stack", name);
    expect([exitCode, stdout.match(/^✗.*$/gm)]).toEqual([0, null]);
  });

  test("compare --running puts both under the same failure", async () => {
    const options = ["--rate", "20", "--out", reports, "--json"];
    const { exitCode, stdout, stderr } = await runLabProcess("compare", "--running", ...options);
    expect([exitCode, stderr.match(/Error|skipped/)]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toMatchObject([{ experiment: "dependency-off", held: true }]);
  });

  test("both are destroyed completely", async () => {
    for (const { stack } of opened) {
      await stack.destroy();
    }
    expect((await lab.control.stacks()).stacks).toEqual([]);
    for (const url of Object.values(pageUrls)) {
      await expect(fetch(url)).rejects.toThrow();
    }
    expect((await runLabProcess("status")).stderr).toContain("This lab does not have a stack yet.");
  });
});
