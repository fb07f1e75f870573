import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { runLab } from "../lab-cli.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { visits } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let basic: SpawnedLab;
let handling: OwnLab;
beforeAll(async () => {
  [basic, handling] = await Promise.all([
    spawnLab({ stack: "basic", isPrivate: false }),
    startOwnLab("error-handling"),
  ]);
});
afterAll(() => Promise.all([basic.stop(), handling.stop()]));

test("two stacks are two labs, each with its own switch", async () => {
  await basic.control.setParameter("false");
  expect((await visits(basic.pageUrl, 3)).map(({ statusCode }) => statusCode)).toEqual([502, 502, 502]);
  expect((await visits(handling.pageUrl, 3)).map(({ page }) => page?.personal)).toEqual([true, true, true]);
});

test("with two labs a verb asks for the console port, and finds the lab by it", async () => {
  const unclear = await runLab("param", "get");
  expect(unclear.exitCode).toBe(1);
  expect(unclear.stderr).toContain(`--console-port ${basic.consolePort}: stack basic`);
  expect(unclear.stderr).toContain(`--console-port ${handling.consolePort}: stack error-handling`);
  const chosen = await runLab("param", "get", "--console-port", String(basic.consolePort));
  expect(chosen).toMatchObject({ exitCode: 0, stdout: "false\n", stderr: "" });
});

test("env points the AWS CLI at the lab and unsets the person's own profile", async () => {
  const { stdout } = await runLab("env", "--console-port", String(handling.consolePort));
  expect(stdout).toContain(`export AWS_ENDPOINT_URL='${handling.awsEndpointUrl}'\n`);
  expect(stdout).toContain("export AWS_REGION='us-east-1'\n");
  expect(stdout).toMatch(/^unset AWS_PROFILE /m);
});

test("status --json names the lab's process, its targets and its counts", async () => {
  const { stdout } = await runLab("status", "--json", "--console-port", String(basic.consolePort));
  const status = JSON.parse(stdout) as { pid: number; targets: { state: string }[]; counts: object };
  expect(status.pid).toBe(basic.pid);
  expect(status.targets.map(({ state }) => state)).toEqual(["healthy", "healthy", "healthy"]);
  expect(status.counts).toMatchObject({ requestCount: 3, elb502: 3 });
  expect(status.counts).not.toHaveProperty("target5xx");
});

test("down ends only the chosen lab", async () => {
  const { exitCode } = await runLab("down", "--console-port", String(basic.consolePort));
  expect(exitCode).toBe(0);
  await basic.ended;
  expect((await visits(handling.pageUrl, 1))[0]?.statusCode).toBe(200);
});
