import { spawn } from "node:child_process";
import { join } from "node:path";

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

const entry = join(import.meta.dirname, "../src/cli.js");

/** Runs the lab's command line to its end, without the colours that it has in continuous integration. */
export function runLab(...args: string[]): Promise<CliResult> {
  return runLabWith({}, ...args);
}

/** As {@link runLab}, with variables of its own in its environment. */
export function runLabWith(variables: Record<string, string>, ...args: string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", ...variables },
    });
    const written = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      written.stderr += text;
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...written }));
  });
}
