import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runLab } from "../lab-cli.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

describe("pnpm lab conformance", () => {
  useOwnStateHome();
  let lab: OwnLab;
  beforeAll(async () => {
    lab = await startOwnLab("basic");
  });
  afterAll(() => lab?.stop());

  test("prints one line for each check and ends with 0 if nothing differs", async () => {
    const { exitCode, stdout } = await runLab("conformance", "--running");
    expect(stdout).toMatch(/✓ load-balancer\.empty-reply +When a target closes without a reply/);
    expect(stdout).toMatch(/\n\d{2} checks hold, 0 differ, 1 skipped\.\n$/);
    expect(exitCode).toBe(0);
  });

  test("ends with 1 and names the checks that differ, as JSON too", async () => {
    await lab.control.addFaults([
      { service: "sts", probability: 1, error: { statusCode: 400, code: "AccessDenied" } },
    ]);
    const { exitCode, stdout } = await runLab("conformance", "--running", "--json");
    await lab.control.clearFaults();
    const failed = (JSON.parse(stdout) as { id: string; outcome: string; detail?: string }[]).filter(
      ({ outcome }) => outcome === "failed",
    );
    expect(failed.map(({ id }) => id)).toEqual(["dynamodb.table"]);
    expect(failed[0]?.detail).toContain("not authorized to perform: sts:GetCallerIdentity");
    expect(exitCode).toBe(1);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "ends at %s with %i and restores the switch, even while AWS does not answer",
    async (signal, exitCode) => {
      await lab.control.addFaults([{ service: "monitoring", probability: 1, hang: true }]);
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "../../src/cli.js"), "conformance", "--running"],
        { stdio: ["ignore", "pipe", "pipe"] },
      );
      const stderr = text(child.stderr);
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      await new Promise<void>((resolve) => {
        child.stdout.setEncoding("utf8").on("data", (line: string) => {
          // After the last check before CloudWatch's.
          if (line.includes("With the dependency off")) {
            resolve();
          }
        });
      });
      child.kill(signal);
      expect(await ended).toBe(exitCode);
      expect(await stderr).toBe("\nStopped early. The switch is restored.\n");
      await lab.control.clearFaults();
      expect((await lab.control.snapshot()).parameter.value).toBe("true");
    },
  );

  test("refuses --aws together with a running lab", async () => {
    const { exitCode, stderr } = await runLab("conformance", "--aws", "--running");
    expect(stderr).toContain("--aws and --running cannot be combined.");
    expect(exitCode).toBe(1);
  });
});
