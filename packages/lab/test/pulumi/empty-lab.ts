import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import type { LabControl } from "../../src/client/lab-control.ts";
import { spawnEmptyLab } from "../../src/client/spawn-lab.ts";
import { infraDirectory } from "../../src/program/repository.ts";
import { runLabProcess } from "../lab-cli.ts";
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
  const { pid, control, stop } = await spawnEmptyLab({ isPrivate: false });
  const { stdout } = await runLabProcess("env", "--json");
  return { pid, control, environment: JSON.parse(stdout), stop };
}

const infraEntry = pathToFileURL(join(infraDirectory, "src/pulumi-entry.js")).href;

/** A stack of packages/infra in the lab, with its program as it is. */
export async function openLabStack(
  lab: Pick<EmptyLab, "environment">,
  name: string,
  config: Record<string, string> = {},
) {
  const { default: program } = await import(infraEntry);
  return await openProgram(lab, {
    folder: infraDirectory,
    name,
    program,
    config: { "aws:region": "us-east-1", "soft-landing:build": "basic", ...config },
  });
}

interface ProgramToOpen {
  /** Where its Pulumi.yaml is. */
  folder: string;
  /** The stack's. */
  name: string;
  program: PulumiFn;
  config: Record<string, string>;
}

/**
 * A stack of a program in the lab, by Pulumi's own command. Its settings are in a folder of their own, so that the stack files beside
 * Pulumi.yaml stay as they are.
 */
export async function openProgram(
  { environment }: Pick<EmptyLab, "environment">,
  { folder, name, program, config }: ProgramToOpen,
): Promise<{ stack: Stack; pulumiHome: string; close(): void }> {
  const cli = findPulumiCli();
  if (typeof cli === "string") {
    throw new Error(cli);
  }
  const workDir = mkdtempSync(join(tmpdir(), "lab-stack-"));
  const pulumiHome = join(workDir, "home");
  const project = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
  const stack = await LocalWorkspace.createStack(
    { projectName: project.name, stackName: name, program },
    {
      pulumiCommand: await PulumiCommand.get({ ...(cli.root !== undefined && { root: cli.root }) }),
      pulumiHome,
      workDir,
      // As in Pulumi.yaml, with its defaults; the entry is this process.
      projectSettings: { ...project, main: undefined },
      envVars: environment,
    },
  );
  await stack.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
  );
  return { stack, pulumiHome, close: () => rmSync(workDir, { recursive: true, force: true }) };
}
