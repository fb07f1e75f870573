import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { labEntry } from "../../src/program/repository.ts";
import { runLab } from "../lab-cli.ts";

/** A lab without a stack, in a process of its own. */
export interface EmptyLab {
  /** What `lab env` gives the shell. */
  env: Record<string, string>;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  end(): Promise<number>;
}

/** Starts `lab up --empty` on free ports; it also ends with this process. */
export async function startEmptyLab(): Promise<EmptyLab> {
  const ports = ["--port", "0", "--console-port", "0", "--aws-port", "0"];
  const args = [labEntry, "up", "--empty", "--as-built", "--json", "--until-stdin-ends", ...ports];
  const lab = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  await ready(lab);
  const { stdout } = await runLab("env", "--json");
  return {
    env: JSON.parse(stdout),
    async end() {
      lab.kill("SIGINT");
      const [exitCode] = await once(lab, "exit");
      return exitCode;
    },
  };
}

async function ready(lab: ChildProcess): Promise<void> {
  const begun = await Promise.race([
    lab.stdout && once(lab.stdout, "data").then(() => true),
    once(lab, "exit").then(() => false),
  ]);
  if (!begun) {
    throw new Error(`The lab ended with exit code ${lab.exitCode}.`);
  }
}
