import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { CannedAwsOrder, LoadOrder, LoadResult, ReadyMessage } from "./process-messages.ts";

/** One of the bench's own processes, started and ready. */
export interface BenchProcess {
  port: number;
  child: ChildProcess;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a module of this folder as a process and waits until it says that it is ready. It ends with this process. */
export async function startBenchProcess(
  module: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<BenchProcess> {
  const child = fork(new URL(module, import.meta.url), {
    env: environment,
    execArgv: [],
  });
  const ready = (await messageFrom(child)) as ReadyMessage;
  return {
    port: ready.port,
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Tells the canned AWS endpoint how to treat reads of the table from now on. */
export async function orderCannedAws(process: BenchProcess, order: CannedAwsOrder): Promise<void> {
  const done = messageFrom(process.child);
  process.child.send(order);
  await done;
}

/** Makes a load in the load process and waits for its result; an abort ends that process. */
export async function makeLoad(
  process: BenchProcess,
  order: LoadOrder,
  signal: AbortSignal,
): Promise<LoadResult> {
  const result = messageFrom(process.child, signal);
  process.child.send(order);
  return (await result) as LoadResult;
}

/** The process's next message. Rejects when it ends instead, or on an abort. */
async function messageFrom(child: ChildProcess, signal?: AbortSignal): Promise<unknown> {
  const settled = new AbortController();
  const either = signal === undefined ? settled.signal : AbortSignal.any([settled.signal, signal]);
  const ended = once(child, "exit", { signal: either }).then(([code, by]) => {
    throw new Error(`A process of the bench ended with ${code ?? by}.`);
  });
  try {
    const [message] = (await Promise.race([once(child, "message", { signal: either }), ended])) as [unknown];
    return message;
  } finally {
    ended.catch(() => {});
    settled.abort();
  }
}
