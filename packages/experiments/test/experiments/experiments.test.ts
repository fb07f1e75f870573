import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builds, serverBuilds } from "@soft-landing/shared/builds";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadExperiment } from "../../src/experiments/load-experiment.ts";
import { experiments } from "../../src/experiments/registry.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "experiments-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

describe("the registry", () => {
  test("has the experiments that the design names, each once", () => {
    expect(experiments.map(({ name }) => name)).toEqual([
      "dependency-off",
      "dependency-slow",
      "dependency-hang",
      "throttled",
      "access-denied",
      "parameter-store-down",
      "instance-killed",
      "zone-lost",
      "version-switch",
    ]);
  });

  test("leaves every stack as it was: a fault has a rollback, unless there is nothing to undo", () => {
    for (const { name, method, rollbacks } of experiments) {
      const lasting = method.filter((step) => !["kill-instance", "switch-build"].includes(step.do.action));
      expect(lasting.length > 0, name).toBe(rollbacks.length > 0);
    }
  });

  test("expects of each build what builds.ts promises", () => {
    const promises = experiments
      .find(({ name }) => name === "dependency-slow")
      ?.steadyStateHypothesis.probes.filter(({ build }) => build !== "every");
    for (const build of serverBuilds) {
      const own = promises?.filter((probe) => probe.build === build).map(({ measure }) => measure) ?? [];
      expect(own.includes("failed"), build).toBe(builds[build].degrades);
      expect(own.includes("p99Ms"), build).toBe(
        builds[build].degrades && builds[build].dependencyTimeoutMs !== null,
      );
    }
  });
});

describe("loadExperiment", () => {
  test("loads a person's own file, as JSON or as a module", async () => {
    const mine = { ...experiments[0], name: "mine" };
    await expect(loadExperiment(await file("mine.json", JSON.stringify(mine)))).resolves.toEqual(mine);
    const asModule = `export default ${JSON.stringify(mine)};`;
    await expect(loadExperiment(await file("mine.ts", asModule))).resolves.toEqual(mine);
    const asExport = `export const experiment: object = ${JSON.stringify(mine)};`;
    await expect(loadExperiment(await file("named.ts", asExport))).resolves.toEqual(mine);
  });

  test("reports every mistake at once, with place, value and expectation", async () => {
    const broken = await file(
      "broken.json",
      JSON.stringify({ ...experiments[0], name: "No Name", phases: { beforeSeconds: 0 }, extra: 1 }),
    );
    const failure = await loadExperiment(broken).catch((error: Error) => error.message);
    expect(failure).toContain(`${broken} is not a valid experiment:`);
    expect(failure).toMatch(/ {2}name: .*hyphens.* \(found "No Name"\)/);
    expect(failure).toMatch(/ {2}phases\.beforeSeconds: .* \(found 0\)/);
    expect(failure).toMatch(/ {2}phases\.faultSeconds is missing/);
    expect(failure).toContain('"extra"');
  });

  test("lists the experiments for an unknown name, and gives the reason if a file cannot be read", async () => {
    await expect(loadExperiment("dependency-of")).rejects.toThrow(
      /no experiment "dependency-of".*dependency-off/,
    );
    await expect(loadExperiment(join(directory, "nowhere.json"))).rejects.toThrow(/There is no file/);
    await expect(loadExperiment(await file("half.json", "{"))).rejects.toThrow(/cannot be read/);
  });
});

test("a copy of the example outside the repository works", async () => {
  const copy = join(directory, "a-copy.ts");
  await copyFile(join(import.meta.dirname, "../../../../examples/experiment/half-the-reads-fail.ts"), copy);
  await expect(loadExperiment(copy)).resolves.toMatchObject({
    name: "half-the-reads-fail",
    load: { requestTimeoutSeconds: 10 },
  });
});
