import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { labEntry } from "../program/repository.ts";
import { type RunningLabRecord, readStateFile } from "../state/state-file.ts";
import { createLabControl, type LabControl } from "./lab-control.ts";
import { trustAuthority } from "./trust-authority.ts";

export interface SpawnLabOptions {
  /** A stack of packages/infra, for example `basic`. */
  stack: string;
  /** Overrides the stack's build, as `pulumi config set build` would. */
  build?: string;
  /** With build `custom`: a file. */
  artifact?: string;
  /** False if commands should find it like a lab that the user started. Default true. */
  isPrivate?: boolean;
  /** Ends the lab when aborted. */
  signal?: AbortSignal;
  /** Options of its Node. Default none. */
  nodeOptions?: readonly string[];
}

/**
 * A lab in its own process, on free ports, without traffic. It ends with `stop()`, and with the process that
 * spawned it.
 */
export interface SpawnedLab extends Omit<RunningLabRecord, "token" | "stack" | "pageUrl"> {
  stack: string;
  pageUrl: string;
  readonly control: LabControl;
  /** Resolves when its process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The last part of its standard error. */
  lastWords(): string;
  /** Ends the lab and everything it started. Resolves when its process has ended. */
  stop(): Promise<void>;
}

/** What `up --json` prints, as one line, when the page answers. */
export interface ReadyLine {
  event: "ready";
  pid: number;
}

/**
 * Starts `cli.js up` on free ports and resolves when its page answers. Several can run side by side.
 * Everything must be built already, which the commands ensure.
 *
 * @throws UserMistake with the lab's output if it ends before it is ready
 */
export async function spawnLab(options: SpawnLabOptions): Promise<SpawnedLab> {
  const { record, ended, lastWords, stop } = await spawnUp(upArguments(options), options);
  const { token, stack, pageUrl, ...addresses } = record;
  if (stack === null || pageUrl === null) {
    await stop();
    throw new Error(`the lab with pid ${record.pid} has no stack`);
  }
  trustAuthority(record.certificateFile);
  return {
    ...addresses,
    stack,
    pageUrl,
    control: createLabControl(record.consoleUrl, token),
    ended,
    lastWords,
    stop,
  };
}

/**
 * As {@link spawnLab}, but without a stack: what `pnpm lab --empty` starts.
 *
 * @param options.isPrivate false if commands should find it like a lab that the user started. Default true.
 */
export async function spawnEmptyLab({
  isPrivate = true,
  ...options
}: Pick<SpawnLabOptions, "isPrivate" | "signal"> = {}): Promise<
  Pick<SpawnedLab, "pid" | "consolePort" | "control" | "stop">
> {
  const { record, stop } = await spawnUp(["--empty", ...(isPrivate ? ["--private"] : [])], options);
  const { pid, consolePort, consoleUrl, token } = record;
  return { pid, consolePort, control: createLabControl(consoleUrl, token), stop };
}

/** Starts `cli.js up` with these arguments on free ports, and ends it with this process or the signal. */
async function spawnUp(
  args: readonly string[],
  { signal: abort, nodeOptions = [] }: Pick<SpawnLabOptions, "signal" | "nodeOptions">,
): Promise<Pick<SpawnedLab, "ended" | "lastWords" | "stop"> & { record: RunningLabRecord }> {
  abort?.throwIfAborted();
  const child = spawn(process.execPath, [...nodeOptions, labEntry, "up", ...args, ...everyLab], {
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C reaches this process only, which ends its labs in order.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lastWords = keepErrorText(child);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  abort?.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const pid = await ready(child, lastWords).catch((error: unknown) => {
    abort?.throwIfAborted();
    throw error;
  });
  const record = await readStateFile(pid);
  if (record === undefined) {
    await stop();
    throw new Error(`the lab with pid ${pid} said it was ready but left no state file`);
  }
  return { record, ended, lastWords, stop };
}

/** Free ports, and an end with the standard input. */
const everyLab = ["--port", "0", "--console-port", "0", "--aws-port", "0"].concat([
  "--traffic",
  "0",
  "--json",
  "--as-built",
  "--until-stdin-ends",
]);

function upArguments({ stack, build, artifact, isPrivate = true }: SpawnLabOptions): string[] {
  const args = ["--stack", stack];
  if (build !== undefined) {
    args.push("--build", build);
  }
  if (artifact !== undefined) {
    args.push("--artifact", artifact);
  }
  if (isPrivate) {
    args.push("--private");
  }
  return args;
}

type PipedChild = ChildProcess & {
  stdout: NonNullable<ChildProcess["stdout"]>;
  stderr: NonNullable<ChildProcess["stderr"]>;
};

const keptErrorLength = 64 * 1024;

function keepErrorText(child: PipedChild): () => string {
  let errorText = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorText = (errorText + text).slice(-keptErrorLength);
  });
  return () => errorText;
}

/**
 * Resolves with the lab's pid. Later output is read and dropped, so that the child never blocks on a full
 * pipe.
 */
function ready(child: PipedChild, lastWords: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) {
        return;
      }
      const message = JSON.parse(line) as ReadyLine;
      if (message.event === "ready") {
        resolve(message.pid);
      }
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const end = `The lab ended before it was ready (${signal ?? `exit ${code}`}).`;
      reject(new UserMistake(lastWords().trim() || end));
    });
  });
}
