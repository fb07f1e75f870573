import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { vi } from "vitest";
import { runCommandLine } from "../src/command-line.ts";
import { labEntry } from "../src/program/repository.ts";

export interface CliResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs the lab's command line to its end in this process, without colours. The process of `pnpm lab` calls the same
 * function; `the-process.test.ts` compares the two.
 */
export async function runLab(...args: string[]): Promise<CliResult> {
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  try {
    await runCommandLine(args);
    return { exitCode: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.exitCode = exitCodeBefore;
    stdout.restore();
    stderr.restore();
  }
}

function capture(stream: NodeJS.WriteStream) {
  if (vi.isMockFunction(stream.write)) {
    throw new Error("another command runs in this process; its output would be mixed up with this one's");
  }
  let written = "";
  const write = vi.spyOn(stream, "write").mockImplementation((chunk) => {
    written += chunk;
    return true;
  });
  return { text: () => stripVTControlCharacters(written), restore: () => write.mockRestore() };
}

/** Runs `pnpm lab` to its end in a process of its own, without the colours that it has in continuous integration. */
export function runLabProcess(...args: string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [labEntry, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
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
