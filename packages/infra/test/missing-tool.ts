import { spawnSync } from "node:child_process";

/**
 * Why a test that needs a tool cannot run here, or undefined where it can.
 *
 * @param probe A command that succeeds where the tool works.
 */
export function missing(tool: string, probe: readonly [string, ...string[]]): string | undefined {
  const [command, ...args] = probe;
  const { status, error } = spawnSync(command, args, { stdio: "ignore" });
  if (error !== undefined) {
    return `${tool} is not installed`;
  }
  return status === 0 ? undefined : `${tool} does not work here`;
}

/** The name of a suite that a missing tool skips. */
export function named(title: string, reason: string | undefined): string {
  return reason === undefined ? title : `${title} (skipped: ${reason})`;
}
