import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What a bench's own process says over Node's IPC channel when it listens. */
export interface ReadyMessage {
  port: number;
}

/** A process of a bench that listens on loopback. It ends when it goes out of scope, and with this process. */
export interface BenchProcess extends AsyncDisposable {
  pid: number;
  port: number;
}

export interface ForkedProcess extends BenchProcess {
  child: ChildProcess;
}

/** Starts a module as a process and waits until it says that it is ready. */
export async function forkBenchProcess(
  module: URL,
  { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ForkedProcess> {
  const child = fork(module, args, { env, execArgv: [] });
  const { port } = (await nextMessage(child)) as ReadyMessage;
  return { ...benchProcess(child, port), child };
}

/** @param cleanUp what is left to do once the process has ended */
export function benchProcess(child: ChildProcess, port: number, cleanUp = async () => {}): BenchProcess {
  if (child.pid === undefined) {
    throw new Error(`${child.spawnfile} did not start`);
  }
  return {
    pid: child.pid,
    port,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await cleanUp();
    },
  };
}

/** The process's next message. Rejects when it ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController();
  const ended = once(child, "exit", { signal: settled.signal }).then(([code, by]) => {
    throw new Error(`A process of the bench ended with ${code ?? by}.`);
  });
  try {
    const [message] = (await Promise.race([once(child, "message", { signal: settled.signal }), ended])) as [
      unknown,
    ];
    return message;
  } finally {
    ended.catch(() => {});
    settled.abort();
  }
}
