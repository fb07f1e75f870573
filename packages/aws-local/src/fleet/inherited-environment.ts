import { dirname } from "node:path";

/**
 * The variables of this machine that a server process can see. The user's own AWS settings are not among
 * them.
 */
const passedToInstances = ["LANG", "LC_ALL", "TZ", "TMPDIR"] as const;

/** The allowlisted part of this process's environment for a server process, with this Node first on its PATH. */
export function inheritedEnvironment(): Record<string, string> {
  const inherited: Record<string, string> = {
    PATH: [dirname(process.execPath), process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(":"),
  };
  for (const name of passedToInstances) {
    const value = process.env[name];
    if (value !== undefined) {
      inherited[name] = value;
    }
  }
  return inherited;
}
