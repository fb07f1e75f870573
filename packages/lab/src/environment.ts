import { homedir } from "node:os";
import { join } from "node:path";

/** True inside a turbo task: everything is built already, and turbo must not be nested. */
export const insideTurbo = process.env.TURBO_HASH !== undefined;

/** Where the lab keeps what must outlive a verb: `$XDG_STATE_HOME/soft-landing`, by the XDG base directory specification. */
export function stateDirectory(): string {
  const stateHome = process.env.XDG_STATE_HOME;
  return join(stateHome ? stateHome : join(homedir(), ".local", "state"), "soft-landing");
}

/** The environment of a tool the lab runs for itself, such as turbo or the Pulumi program. */
export function toolEnvironment(nodeDirectory: string, compileCacheDirectory: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_COMPILE_CACHE: compileCacheDirectory,
    PATH: [nodeDirectory, process.env.PATH ?? ""].join(":"),
    TURBO_TELEMETRY_DISABLED: "1",
  };
}
