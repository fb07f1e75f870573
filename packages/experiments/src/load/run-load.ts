import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadProgress } from "./load-generator.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { MachineUse } from "./machine-watch.ts";
import type { Sample } from "./sample.ts";

/** What the load process tells. */
export type LoadProcessMessage =
  | { kind: "progress"; progress: LoadProgress }
  | { kind: "result"; samples: Record<string, Sample[]>; machine: MachineUse }
  | { kind: "failed"; message: string };

export interface LoadResult {
  /** Target id -> its requests by intended time. */
  samples: Record<string, Sample[]>;
  machine: MachineUse;
}

const loadProcess = fileURLToPath(new URL("load-process.ts", import.meta.url));

/**
 * Carries out a plan in a process of its own.
 *
 * @throws the signal's reason when it is aborted, or an error when the process dies; the process is gone either way.
 */
export async function runLoad(
  plan: LoadPlan,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadResult> {
  signal.throwIfAborted();
  const child = fork(loadProcess, { serialization: "advanced", execArgv: [] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      child.on("message", (message: LoadProcessMessage) => {
        if (message.kind === "progress") {
          onProgress(message.progress);
        } else if (message.kind === "result") {
          resolve({ samples: message.samples, machine: message.machine });
        } else {
          reject(new Error(`The load generator failed: ${message.message}`));
        }
      });
      child.once("error", reject);
      child.once("exit", (code, killedBy) => {
        reject(
          signal.aborted
            ? signal.reason
            : new Error(`The load generator ended too early (${killedBy ?? `exit code ${code}`}).`),
        );
      });
      child.send(plan);
    });
  } finally {
    signal.removeEventListener("abort", kill);
    if (child.connected) {
      child.disconnect();
    }
    await ended;
  }
}
