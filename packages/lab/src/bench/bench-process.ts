import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

/** The message of a bench's own process over Node's IPC channel when it listens. */
export interface ReadyMessage {
  port: number;
  /** How long it took to get ready, if it measures that. */
  startMs?: number;
}

/** A process of a bench that listens on loopback. It ends when it goes out of scope, and with this process. */
export interface BenchProcess extends AsyncDisposable {
  pid: number;
  port: number;
}

export interface ForkedProcess extends BenchProcess {
  child: ChildProcess;
  ready: ReadyMessage;
}

/** Starts a module as a process and waits until it says that it is ready. */
export async function forkBenchProcess(
  module: URL,
  { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ForkedProcess> {
  const child = fork(module, args, { env, execArgv: [] });
  const ready = (await nextMessage(child)) as ReadyMessage;
  return { ...benchProcess(child, ready.port), child, ready };
}

/** @param cleanUp what is left to do after the process has ended */
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

/** Linux reports CPU time in these, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/** CPU seconds that a process has used so far, user and system, all threads (Linux: proc_pid_stat(5)). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The result of the work, and the CPU seconds that the process has used for it. */
export async function withCpuSeconds<Result>(
  { pid }: Pick<BenchProcess, "pid">,
  work: () => Promise<Result>,
): Promise<Result & { cpuSeconds: number }> {
  const before = await cpuSeconds(pid);
  const result = await work();
  return { ...result, cpuSeconds: (await cpuSeconds(pid)) - before };
}

/** The processes that a process has started and that still run (Linux: proc_pid_task(5)). */
export async function childPids(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children
    .split(" ")
    .filter((child) => child !== "")
    .map(Number);
}

/** The memory of a process that is in RAM, in MB of 10^6 bytes (Linux: proc_pid_status(5), VmRSS). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) {
    throw new Error(`/proc/${pid}/status names no VmRSS; the process may have ended`);
  }
  return (Number(kibibytes) * 1_024) / 1e6;
}
