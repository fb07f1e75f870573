import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { createLabControl, type LabControl } from "../../src/client/lab-control.ts";
import { infraDirectory, labEntry } from "../../src/program/repository.ts";
import { readStateFile } from "../../src/state/state-file.ts";
import { runLab } from "../lab-cli.ts";
import { findPulumiCli } from "./pulumi-cli.ts";

/** A lab that `pnpm lab --empty` has started, in a process of its own. */
export interface EmptyLab {
  pid: number;
  control: LabControl;
  /** What `lab env` says. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** Expects that the test uses a state home of its own, so that the verbs find this lab alone. */
export async function startEmptyLab(): Promise<EmptyLab> {
  const ports = ["--port", "0", "--console-port", "0", "--aws-port", "0"];
  const child = spawn(
    process.execPath,
    [labEntry, "up", "--empty", ...ports, "--json", "--as-built", "--until-stdin-ends"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  await firstLine(child);
  const record = await readStateFile(child.pid ?? 0);
  if (record === undefined) {
    throw new Error("the empty lab left no state file");
  }
  const { stdout } = await runLab("env", "--json");
  return {
    pid: record.pid,
    control: createLabControl(record.consoleUrl, record.token),
    environment: JSON.parse(stdout),
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function firstLine(child: ChildProcess): Promise<void> {
  if (child.stdout === null) {
    throw new Error("the lab's output is not piped");
  }
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) {
      return;
    }
  }
  throw new Error("the lab ended before it was ready");
}

const infraEntry = pathToFileURL(join(infraDirectory, "src/pulumi-entry.js")).href;

/**
 * A stack of packages/infra in the lab, with its program as it is, by Pulumi's own command. Its settings are in a folder of
 * their own, so that the stack files of packages/infra stay as they are.
 */
export async function openLabStack(
  { environment }: EmptyLab,
  name: string,
  config: Record<string, string> = {},
): Promise<{ stack: Stack; pulumiHome: string; close(): void }> {
  const cli = findPulumiCli();
  if (typeof cli === "string") {
    throw new Error(cli);
  }
  const folder = mkdtempSync(join(tmpdir(), "lab-stack-"));
  const pulumiHome = join(folder, "home");
  const { default: program } = await import(infraEntry);
  const stack = await LocalWorkspace.createStack(
    { projectName: "soft-landing", stackName: name, program },
    {
      pulumiCommand: await PulumiCommand.get({ ...(cli.root !== undefined && { root: cli.root }) }),
      pulumiHome,
      workDir: folder,
      // As in Pulumi.yaml, with its defaults; the entry is this process.
      projectSettings: {
        ...parse(readFileSync(join(infraDirectory, "Pulumi.yaml"), "utf8")),
        main: undefined,
      },
      envVars: environment,
    },
  );
  const settings = { "aws:region": "us-east-1", "soft-landing:build": "basic", ...config };
  await stack.setAllConfig(
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, { value }])),
  );
  return { stack, pulumiHome, close: () => rmSync(folder, { recursive: true, force: true }) };
}
