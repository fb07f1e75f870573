import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadProgress } from "./load-generator.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { MachineUse } from "./machine-watch.ts";
import type { Sample } from "./sample.ts";

/** The messages of the process. */
export type LoadProcessMessage =
  | { kind: "progress"; progress: LoadProgress }
  | { kind: "result"; result: LoadResult }
  | { kind: "failed"; message: string };

export interface LoadResult {
  /** Target id -> its requests by intended time. */
  samples: Record<string, Sample[]>;
  machine: MachineUse;
}

/** A process that generates load. It ends when it goes out of scope, and with this process. */
export interface LoadProcess extends AsyncDisposable {
  /**
   * Carries out a plan, one at a time.
   *
   * @throws the signal's reason when it is aborted, which ends the process, or an error when the process dies
   */
  run(plan: LoadPlan, onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<LoadResult>;
}

const module = fileURLToPath(new URL("load-generator-process.ts", import.meta.url));

export function startLoadProcess(): LoadProcess {
  const child = fork(module, { serialization: "advanced", execArgv: [] });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, killedBy) => resolve(String(killedBy ?? `exit code ${code}`)));
  });
  return {
    async run(plan, onProgress, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
      const onMessage = (message: LoadProcessMessage) => {
        if (message.kind === "progress") {
          onProgress(message.progress);
        } else if (message.kind === "result") {
          resolve(message.result);
        } else {
          reject(new Error(`The load generator failed: ${message.message}`));
        }
      };
      const kill = () => void child.kill("SIGKILL");
      child.on("message", onMessage);
      signal.addEventListener("abort", kill, { once: true });
      void ended.then((how) =>
        reject(signal.aborted ? signal.reason : new Error(`The load generator ended early (${how}).`)),
      );
      try {
        child.send(plan);
        return await promise;
      } finally {
        child.off("message", onMessage);
        signal.removeEventListener("abort", kill);
      }
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) {
        child.disconnect();
      }
      await ended;
    },
  };
}
