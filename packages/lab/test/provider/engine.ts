import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";
import { afterEach } from "vitest";
import type { ResourceHost } from "../../src/provider/resource-host.ts";
import { listenForPulumi } from "../../src/running/pulumi-listener.ts";
import { findPulumiCli } from "../pulumi/pulumi-cli.ts";

const cli = findPulumiCli();

/** Why tests on Pulumi's real engine cannot run here, or undefined where they can. */
export const noEngine = typeof cli === "string" ? cli : undefined;

/** The name of a suite that runs on the engine. */
export function onTheEngine(title: string): string {
  return noEngine === undefined ? title : `${title} (skipped: ${noEngine})`;
}

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) {
    await end();
  }
});

/** A provider over a host, until the test ends, and what makes an engine attach to it. */
export async function served(
  host: ResourceHost,
): Promise<{ env: Record<string, string>; faults: unknown[] }> {
  const faults: unknown[] = [];
  const { port, close } = await listenForPulumi(host, {
    onFault: (error) => faults.push(error),
    onLoadFailure: (reason) => faults.push(reason),
  });
  endings.push(close);
  return { env: { PULUMI_DEBUG_PROVIDERS: `aws:${port},awsx:${port}` }, faults };
}

interface StackToOpen {
  program: PulumiFn;
  stack?: string;
  config?: Record<string, string>;
}

/**
 * A stack of an inline program, whose state and settings are in a folder of their own until the test ends.
 *
 * @param env over this process's own environment
 */
export async function openStack(
  env: Record<string, string>,
  { program, stack = "test", config = {} }: StackToOpen,
): Promise<Stack> {
  if (typeof cli === "string") {
    throw new Error(cli);
  }
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const projectName = "soft-landing";
  const opened = await LocalWorkspace.createStack(
    { projectName, stackName: stack, program },
    {
      pulumiCommand: await PulumiCommand.get({ ...(cli.root !== undefined && { root: cli.root }) }),
      pulumiHome: join(folder, "home"),
      workDir: folder,
      projectSettings: { name: projectName, runtime: "nodejs", main: folder },
      envVars: {
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "not a secret",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...env,
      },
    },
  );
  await opened.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
  );
  return opened;
}

/** Starts Pulumi's own command on a stack, without its program, for tests that end it by force. */
export function startedCommand(stack: Stack, args: readonly string[]): ChildProcess {
  const { pulumiCommand, workDir, envVars, pulumiHome } = stack.workspace as LocalWorkspace;
  const command = spawn(pulumiCommand.command, [...args, "--non-interactive", "--stack", stack.name], {
    cwd: workDir,
    env: { ...process.env, ...envVars, PULUMI_HOME: pulumiHome },
    stdio: "ignore",
  });
  endings.push(() => command.kill("SIGKILL"));
  return command;
}

/** What a command of the engine printed before it failed. */
export async function failureOf(command: Promise<unknown>): Promise<string> {
  try {
    await command;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("The command succeeded.");
}
