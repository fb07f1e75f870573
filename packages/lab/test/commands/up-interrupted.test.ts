import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { labEntry } from "../../src/program/repository.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
const upArguments = [labEntry, "up", "--as-built", "--port", "0", "--console-port", "0", "--aws-port", "0"];

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s while the lab starts ends it without an error message, with exit code %i",
  async (signal, exitCode) => {
    const lab = spawn(process.execPath, upArguments, { stdio: ["ignore", "pipe", "pipe"] });
    lab.stdout.resume();
    let errors = "";
    lab.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const folder = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`soft-landing-${lab.pid}-`));
    await expect.poll(folder, { timeout: 10_000, interval: 5 }).toHaveLength(1);
    lab.kill(signal);
    const [code] = await once(lab, "close");
    expect(code).toBe(exitCode);
    expect(errors).not.toContain("    at ");
    expect(folder()).toEqual([]);
  },
);

test("Ctrl-C on a running lab is its normal end: exit code 0", async () => {
  const lab = spawn(process.execPath, upArguments, { stdio: ["ignore", "pipe", "pipe"] });
  lab.stdout.setEncoding("utf8");
  for await (const text of lab.stdout) {
    if (String(text).includes("Ctrl-C")) {
      break;
    }
  }
  lab.kill("SIGINT");
  const [code] = await once(lab, "exit");
  expect(code).toBe(0);
});
