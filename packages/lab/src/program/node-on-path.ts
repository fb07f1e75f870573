import { spawnSync } from "node:child_process";
import { delimiter, sep } from "node:path";

/**
 * Whether the Node.js that a person's shell finds can run the Pulumi program, which is TypeScript without a build step.
 * `path` is this process's PATH: pnpm and npx have put folders of their own before the person's.
 */
export function shellRunsTypeScript(path: string): boolean {
  const folders = path.split(delimiter).filter((folder) => !folder.split(sep).includes("node_modules"));
  const { stdout } = spawnSync("node", ["-p", "process.features.typescript"], {
    encoding: "utf8",
    env: { PATH: folders.join(delimiter) },
    timeout: 5_000,
  });
  return stdout?.trim() === "strip" || stdout?.trim() === "transform";
}
