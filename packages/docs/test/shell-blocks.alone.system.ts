import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDocument } from "../src/markdown/read-document.ts";
import { listDocuments, readRepositoryFile, repositoryRoot } from "../src/repository.ts";
import { planBlock } from "./shell-blocks.ts";

/** The ports that the documents name, because `pnpm lab` takes them by default. */
const defaultPorts = [8080, 8081, 4566];
const blockTimeoutMs = 10 * 60_000;
const takenPorts = await portsTaken();
const documents = ["README.md", "examples/custom-server/README.md"].filter((path) =>
  listDocuments().includes(path),
);

/** Pulumi writes the salt of the stack's secrets into it. */
const stackConfigFile = join(repositoryRoot, "packages/infra/Pulumi.basic.yaml");
const stackConfig = await readFile(stackConfigFile);

let stateFolder: string;
let lab: ChildProcess | undefined;
let labCommand: string | undefined;

beforeAll(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), "docs-state-"));
});
afterAll(async () => {
  await endLab();
  await rm(stateFolder, { recursive: true });
  await writeFile(stackConfigFile, stackConfig);
});

describe.each(documents)("the shell blocks of %s", (path) => {
  afterAll(endLab);

  const blocks = readDocument(readRepositoryFile(path)).codeBlocks.filter(
    ({ language }) => language === "sh",
  );
  for (const plan of blocks.map((block) => planBlock(block, hasTool))) {
    const why =
      plan.skipped ?? (takenPorts.length > 0 && `port ${takenPorts.join(", ")} is taken by somebody else`);
    const name = `line ${plan.line} runs as it stands there`;
    test.skipIf(why)(why ? `${name} (skipped: ${why})` : name, { timeout: blockTimeoutMs }, async () => {
      if (plan.lab !== undefined) {
        await startLab(plan.lab);
      } else if (plan.into === "lab" && labCommand?.endsWith("--empty")) {
        await startLab("pnpm lab");
      }
      if (plan.script !== "") {
        const { exitCode, output } = await run(plan.script);
        expect(exitCode, output).toBe(0);
      }
    });
  }
});

async function startLab(command: string): Promise<void> {
  await endLab();
  const child = spawn("bash", ["-c", `exec ${command}`], {
    cwd: repositoryRoot,
    env: childEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  lab = child;
  labCommand = command;
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes("http://127.0.0.1:8081") || output.includes("http://localhost:8081")) {
        resolve();
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)));
  });
}

async function endLab(): Promise<void> {
  const child = lab;
  lab = undefined;
  if (child === undefined || child.exitCode !== null) {
    return;
  }
  const exited = once(child, "exit");
  await run("pnpm lab down");
  await exited;
}

async function run(script: string): Promise<{ exitCode: number; output: string }> {
  const child = promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], {
    cwd: repositoryRoot,
    env: childEnvironment(),
    timeout: blockTimeoutMs - 10_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return child.then(
    ({ stdout, stderr }) => ({ exitCode: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      exitCode: error.code,
      output: `${error.stdout}${error.stderr}`,
    }),
  );
}

/** A person's environment, who says yes when npx or Pulumi asks, and whose labs nobody else finds. */
function childEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    XDG_STATE_HOME: stateFolder,
    npm_config_yes: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
  };
}

function hasTool(name: string): boolean {
  return spawnSync("which", [name]).status === 0;
}

async function portsTaken(): Promise<number[]> {
  const free = await Promise.all(defaultPorts.map(isFree));
  return defaultPorts.filter((_, index) => !free[index]);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
