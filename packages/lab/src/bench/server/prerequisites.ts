import { existsSync } from "node:fs";
import { serverBuilds } from "@soft-landing/shared/builds";
import { artifactFile } from "./served-artifact.ts";

/** What the server's benches need: the built artifacts, and Linux, whose /proc tells processor time and memory. */
export async function serverBenchUnavailable(): Promise<string | undefined> {
  if (process.platform !== "linux") {
    return "needs Linux, whose /proc tells a process's time and memory";
  }
  const missing = serverBuilds.map((build) => artifactFile(build, "tgz")).filter((file) => !existsSync(file));
  if (missing.length > 0) {
    return `needs ${missing.join(" and ")}: run \`pnpm turbo build\` first`;
  }
  return undefined;
}
