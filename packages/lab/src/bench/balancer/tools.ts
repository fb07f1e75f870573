import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Debian's packages of the tools that benches compare and ask with. */
const packages = { haproxy: "haproxy", nginx: "nginx", wrk: "wrk", h2load: "nghttp2-client" } as const;

/** Why a bench with these tools cannot run here; undefined where it can. */
export async function missingTool(...tools: readonly (keyof typeof packages)[]): Promise<string | undefined> {
  if (process.platform !== "linux") {
    return "needs Linux: it reads CPU time from /proc";
  }
  for (const tool of tools) {
    const missing = await promisify(execFile)(tool, ["-v"]).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    if (missing) {
      return `${tool} is not installed (Debian: apt install ${packages[tool]})`;
    }
  }
  return undefined;
}
