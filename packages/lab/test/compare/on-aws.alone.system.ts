import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { ensureBuilt } from "../../src/program/ensure-built.ts";
import { labEntry, nodeDirectory } from "../../src/program/repository.ts";
import { useOwnStateHome } from "../state-home.ts";

/**
 * The verbs' way to AWS with nothing of AWS replaced but its address: the SDK's own AWS_ENDPOINT_URL points at a lab, and a `pulumi`
 * on the PATH prints that lab's outputs for every stack. Nothing tells the verbs that a lab is behind it.
 */
describe("--aws", () => {
  useOwnStateHome();
  let lab: SpawnedLab;
  let folder: string;

  beforeAll(async () => {
    await ensureBuilt(() => {});
    lab = await spawnLab({ stack: "basic" });
    folder = await mkdtemp(join(tmpdir(), "pretend-pulumi-"));
    const { outputs } = await lab.control.snapshot();
    await writeFile(join(folder, "outputs.json"), JSON.stringify({ ...outputs, url: lab.pageUrl }));
    await writeFile(join(folder, "pulumi"), `#!/bin/sh\ncat ${join(folder, "outputs.json")}\n`, {
      mode: 0o755,
    });
  });
  afterAll(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function environment(path: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: path,
      AWS_ENDPOINT_URL: lab.awsEndpointUrl,
      AWS_ACCESS_KEY_ID: "person",
      AWS_SECRET_ACCESS_KEY: "secret",
    };
  }

  function verb(path: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = environment(path);
    return new Promise((resolve) => {
      execFile(process.execPath, [labEntry, ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      });
    });
  }

  test("walks through deployed stacks by their outputs, and restores the switch if it ends early", async () => {
    const path = `${folder}:${nodeDirectory}:/usr/bin:/bin`;
    const { code, stdout, stderr } = await verb(path, "walkthrough", "--aws", "--json");
    const { outcomes } = JSON.parse(stdout) as { outcomes: { id: string; held: boolean }[] };
    // Both stacks are the same lab here, so the story ends where the other build should serve.
    expect(outcomes.filter(({ held }) => !held).map(({ id }) => id)).toEqual(["2-3-2-deploy-5"]);
    expect(stderr).toContain("the stack still serves build basic");
    expect(code).toBe(1);
    expect((await lab.control.snapshot()).parameter.value).toBe("true");
  });

  test("restores the switch when Ctrl-C ends a comparison during the fault", async () => {
    const path = `${folder}:${nodeDirectory}:/usr/bin:/bin`;
    const child = spawn(process.execPath, [labEntry, "compare", "--aws", "--out", folder], {
      env: environment(path),
      stdio: ["ignore", "ignore", "pipe"],
    });
    let shown = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
      if (text.includes("service off")) {
        child.kill("SIGINT");
      }
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(shown).toContain("Stopped early");
    expect(code).toBe(130);
    const { parameter } = await lab.control.snapshot();
    expect(parameter.value).toBe("true");
    expect(parameter.version).toBeGreaterThan(3);
  });

  test("says what is skipped, and that nothing was left to run", async () => {
    const path = `${folder}:${nodeDirectory}:/usr/bin:/bin`;
    const { code, stderr } = await verb(path, "compare", "--aws", "--experiment", "dependency-hang");
    expect(stderr).toContain(
      "dependency-hang skipped on AWS: it needs a lab that compare starts, for add-fault, clear-faults.",
    );
    expect(code).toBe(1);
  });

  test("keeps to 20 requests a second", async () => {
    const { code, stderr } = await verb("/usr/bin:/bin", "compare", "--aws", "--rate", "50");
    expect(stderr).toContain("at most 20 requests/s");
    expect(code).toBe(1);
  });

  test("says what to do if Pulumi is missing", async () => {
    const { code, stderr } = await verb("/nowhere", "walkthrough", "--aws");
    expect(stderr).toContain("The Pulumi CLI is not on the PATH");
    expect(stderr).toContain("leave out --aws");
    expect(code).toBe(1);
  });
});
