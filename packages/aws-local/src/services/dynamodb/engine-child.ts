import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";

/**
 * Starts the process of a region's DynamoDB. Its modules take a fifth of a second to load, so a program that has to load
 * its own modules first can start it before them. It does not keep this process alive, and ends with it.
 */
export function forkDynamoDb(): ChildProcess {
  const compileCache = getCompileCacheDir();
  const child = fork(join(import.meta.dirname, "engine-process.ts"), [], {
    // The process runs next to servers on small machines, so it keeps little garbage.
    execArgv: ["--max-semi-space-size=2"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: compileCache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compileCache) },
  });
  // A process that could not be started is not connected, which the engine checks.
  child.on("error", () => {});
  child.unref();
  child.channel?.unref();
  return child;
}
