import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/program/spawn-lab.ts";
import { packArtifact } from "../artifacts.ts";
import { runLab } from "../lab-cli.ts";
import { visit, visitsDuring } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let folder: string;
let lab: SpawnedLab;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switch-release-"));
  lab = await spawnLab({ stack: "basic" });
});
afterAll(async () => {
  await lab.stop();
  await rm(folder, { recursive: true, force: true });
});

const switchTo = (artifact: string) => runLab("switch", "custom", "--artifact", artifact, "--as-built");

/** A server that answers whatever it is asked with one status, written as somebody's own `start`. */
const server = (statusCode: number) => `#!/usr/bin/env node
require("node:http")
  .createServer((request, response) => {
    response.statusCode = ${statusCode};
    response.end("my own server, " + process.version);
  })
  .listen(Number(process.env.PORT), process.env.HOST);
`;

test("a release whose server dies fails with its last words, and the old release serves every request meanwhile", async () => {
  const artifact = await packArtifact(folder, "#!/bin/sh\necho no table today >&2\nexit 7\n");
  let outcome: Awaited<ReturnType<typeof switchTo>> | undefined;
  const found = await visitsDuring(lab.pageUrl, 20, async () => {
    outcome = await switchTo(artifact);
  });
  expect(outcome?.exitCode).toBe(1);
  expect(outcome?.stderr).toContain("build basic still serves");
  expect(outcome?.stderr).toContain("ended with exit code 7");
  expect(outcome?.stderr).toContain("no table today");
  expect(found.filter(({ page }) => page?.build !== "basic")).toEqual([]);
  const groupGone = async () =>
    (await lab.control.snapshot()).autoScalingGroup.instances.map(({ build }) => build);
  await expect.poll(groupGone, { timeout: 5_000 }).toEqual(["basic", "basic", "basic"]);
});

test("an own artifact takes over on the repository's Node and without a lost request", async () => {
  const artifact = await packArtifact(folder, server(200));
  const found = await visitsDuring(lab.pageUrl, 50, async () => {
    const { exitCode, stderr } = await switchTo(artifact);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("Launching build custom")]);
  });
  const failed = found.filter(({ statusCode, error }) => statusCode !== 200 && !isForeignPage(error));
  expect(failed).toEqual([]);
  const text = await (await fetch(lab.pageUrl)).text();
  expect(text).toBe(`my own server, ${process.version}`);
});

test("the way back leads to the repository's own build", async () => {
  await lab.control.switchBuild({ build: "basic" });
  expect((await visit(lab.pageUrl)).page?.build).toBe("basic");
});

/** The own server answers 200 with something that is not the page; only that is no loss. */
function isForeignPage(error: unknown): boolean {
  return error instanceof SyntaxError;
}
