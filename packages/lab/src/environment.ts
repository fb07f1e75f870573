import { homedir } from "node:os";
import { join } from "node:path";

/** True inside a turbo task: everything is built already, and turbo must not be nested. */
export const insideTurbo = process.env.TURBO_HASH !== undefined;

/** Where the lab keeps what must outlive a verb: `$XDG_STATE_HOME/soft-landing`, by the XDG base directory specification. */
export function stateDirectory(): string {
  const stateHome = process.env.XDG_STATE_HOME;
  return join(stateHome ? stateHome : join(homedir(), ".local", "state"), "soft-landing");
}

/** What a server process may see of this machine. Nothing of the person's own AWS settings is among it. */
const passedToInstances = ["LANG", "LC_ALL", "TZ", "TMPDIR"] as const;

/** The allowlisted part of the environment for a server process, with this Node first on its PATH. */
export function inheritedInstanceEnvironment(nodeDirectory: string): Record<string, string> {
  const inherited: Record<string, string> = {
    PATH: [nodeDirectory, process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(":"),
  };
  for (const name of passedToInstances) {
    const value = process.env[name];
    if (value !== undefined) inherited[name] = value;
  }
  return inherited;
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
