import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A program to run, and where. */
export interface Step {
  program: string;
  args: readonly string[];
  folder: string;
}

/**
 * Runs a program on this terminal and waits for it, also when Ctrl-C is meant for it.
 *
 * @param missing What to tell the person where the program is not installed.
 * @returns Its exit code; 128 and the signal's number where a signal ended it; 127 where it is not installed.
 */
export function runStep({ program, args, folder }: Step, missing: string): Promise<number> {
  const leaveItToTheChild = () => {};
  process.on("SIGINT", leaveItToTheChild);
  return new Promise<number>((resolve) => {
    const child = spawn(program, args, { cwd: folder, stdio: "inherit" });
    const passOn = () => child.kill("SIGTERM");
    process.once("SIGTERM", passOn);
    child.once("error", (error: NodeJS.ErrnoException) => {
      process.stderr.write(`${error.code === "ENOENT" ? missing : error.message}\n`);
      resolve(127);
    });
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  }).finally(() => process.off("SIGINT", leaveItToTheChild));
}

/** What to do where the `pulumi` program is missing. */
export const pulumiMissing =
  "The Pulumi CLI is not installed: there is no program `pulumi` on the PATH.\n" +
  "Install it (https://www.pulumi.com/docs/install/), then try again. Without an AWS account, try `pnpm lab`.";
