import { dirname } from "node:path";

/** What a server process may see of this machine. Nothing of the person's own AWS settings is among it. */
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
