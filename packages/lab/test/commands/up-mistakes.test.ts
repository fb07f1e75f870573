import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackBuilds } from "@soft-landing/shared/builds";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packArtifact } from "../../../aws-local/test/artifacts.ts";
import { type CliResult, runLab, runLabProcess } from "../lab-cli.ts";
import { childrenOf } from "../process-children.ts";
import { useOwnStateHome } from "../state-home.ts";

const stateHome = useOwnStateHome();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lab-mistakes-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const freePorts = ["--port", "0", "--console-port", "0", "--aws-port", "0"];
const up = (...args: string[]) => runLab("up", "--as-built", ...freePorts, ...args);

/** One message without a stack trace, an exit code other than 0, no lab that could be found, and no process. */
async function expectRefusal(result: CliResult): Promise<void> {
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toBe("");
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(await readdir(join(stateHome, "soft-landing")).catch(() => [])).toEqual([]);
  await expect.poll(() => childrenOf(process.pid), { interval: 5 }).toEqual([]);
}

test.each([
  ["--port", "page"],
  ["--console-port", "console"],
  ["--aws-port", "AWS endpoint"],
])("a port in use for %s is named, with the option that chooses another one", async (option, what) => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  const { port } = squatter.address() as { port: number };
  const result = await up(option, String(port));
  squatter.close();
  await expectRefusal(result);
  expect(result.stderr).toContain(`Port ${port} for the ${what} is in use by another program.`);
  expect(result.stderr).toContain(`${option} 0 picks a free one`);
});

test("an unknown stack is named, with the known ones", async () => {
  const result = await up("--stack", "nowhere");
  await expectRefusal(result);
  expect(result.stderr).toMatch(/There is no stack nowhere\. The stacks are basic, .*error-handling/);
});

test("a mistake in the stack's config is reported with its key, its value and the remedy", async () => {
  const result = await up("--build", "nonsense");
  await expectRefusal(result);
  expect(result.stderr).toContain("nonsense");
  expect(result.stderr.replaceAll(/["\n]+ */g, "")).toContain(stackBuilds.join(", "));
});

test("a missing artifact is named", async () => {
  const result = await up("--artifact", join(folder, "nothing.tgz"));
  await expectRefusal(result);
  expect(result.stderr).toContain(`There is no artifact ${join(folder, "nothing.tgz")}.`);
});

test("an artifact that is not an archive is refused", async () => {
  const file = join(folder, "text.tgz");
  await writeFile(file, "not an archive");
  const result = await up("--artifact", file);
  await expectRefusal(result);
  expect(result.stderr).toContain(`The artifact ${file} cannot be used: it is not a gzipped tar`);
});

test("an artifact's URL that is not https, or has no SHA-256, is refused before anything is fetched", async () => {
  const plain = await up("--artifact", "http://127.0.0.1:1/server.tgz");
  await expectRefusal(plain);
  expect(plain.stderr).toContain("over https only");
  const unnamed = await up("--artifact", "https://127.0.0.1:1/server.tgz");
  await expectRefusal(unnamed);
  expect(unnamed.stderr).toContain("--artifact-sha256");
});

test("a start script that dies fails the start with its exit code and its last lines", async () => {
  const file = await packArtifact(folder, "#!/bin/sh\necho the flux capacitor is missing >&2\nexit 3\n");
  const result = await runLabProcess("up", "--as-built", ...freePorts, "--artifact", file);
  await expectRefusal(result);
  expect(result.stderr).toContain("ended with exit code 3");
  expect(result.stderr).toContain("the flux capacitor is missing");
});

describe("a folder that the lab cannot write to ends the start at once, with the variable that chooses another one:", () => {
  test.each<[string, string, (file: string) => [string, string]]>([
    ["a file in place of the state folder", "state folder", (file) => ["XDG_STATE_HOME", file]],
    ["no folder for temporary files", "working folder", (file) => ["TMPDIR", `${file}-none`]],
    ["a file in place of that folder", "working folder", (file) => ["TMPDIR", file]],
  ])("%s", async (_what, folderName, variable) => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    vi.stubEnv(...variable(file));
    const result = await up();
    vi.unstubAllEnvs();
    await expectRefusal(result);
    expect(result.stderr).toContain(`${folderName} `);
    expect(result.stderr).toContain(`  ${folderName === "state folder" ? "Make it a folder" : "Set TMPDIR"}`);
  });
});

test("a verb without a running lab says how to start one", async () => {
  const result = await runLab("status");
  await expectRefusal(result);
  expect(result.stderr).toContain("No lab is running.\n  Start one with `pnpm lab`.");
});

test("env without a running lab prints a command that fails, so that nothing goes to AWS by accident", async () => {
  const result = await runLab("env");
  expect(result).toMatchObject({ exitCode: 1, stdout: "false\n" });
  expect(result.stderr).toContain("No lab is running.");
});

test("an invalid port is refused with the option's name", async () => {
  const result = await runLab("up", "--port", "eighty");
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain("--port");
  expect(result.stderr).toContain("Give a port from 0 to 65535");
});
