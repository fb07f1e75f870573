import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join, sep } from "node:path";

/**
 * The folders in which the user's shell looks for commands: this process's PATH without those that pnpm and
 * npx add.
 */
function shellFolders(path: string): string[] {
  return path.split(delimiter).filter((folder) => !folder.split(sep).includes("node_modules"));
}

/** Whether the user's shell finds this command. */
export function shellHas(command: string, path = process.env.PATH ?? ""): boolean {
  return shellFolders(path).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Whether the Node.js that the user's shell finds can run the Pulumi program, which is TypeScript without a
 * build step.
 */
export function shellRunsTypeScript(path = process.env.PATH ?? ""): boolean {
  const { stdout } = spawnSync("node", ["-p", "process.features.typescript"], {
    encoding: "utf8",
    env: { PATH: shellFolders(path).join(delimiter) },
    timeout: 5_000,
  });
  return ["strip", "transform"].includes(stdout?.trim());
}

/** How the user types `pnpm` in this shell. */
export function pnpmCommand(): string {
  return shellHas("pnpm") ? "pnpm" : "npx -y pnpm@12";
}
