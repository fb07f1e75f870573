import { spawn } from "node:child_process";
import { toolEnvironment } from "../environment.ts";
import { compileCacheDirectory, nodeDirectory } from "./repository.ts";

export interface ToolResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a tool to its end and returns its output. Aborting kills it. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { cwd: string; signal?: AbortSignal | undefined },
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: toolEnvironment(nodeDirectory, compileCacheDirectory),
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.signal && { signal: options.signal }),
    });
    const written = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        written[stream] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...written }));
  });
}
