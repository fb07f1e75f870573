import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The Go module that pins the CLI which the tests run. */
export const toolsModule = join(import.meta.dirname, "../../../../.ci/pulumi");

/** The version that the tests need at least, as the tools module pins it: `3.274.1`. */
export function pinnedVersion(): string {
  const pinned = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(
    readFileSync(join(toolsModule, "go.mod"), "utf8"),
  );
  if (pinned?.[1] === undefined) {
    throw new Error(`${toolsModule}/go.mod names no version of github.com/pulumi/pulumi/pkg/v3.`);
  }
  return pinned[1];
}

/** Where a CLI was found: below a root, as `root/bin/pulumi`, or on the PATH. */
export type PulumiCli = { root: string | undefined; version: string };

/**
 * Looks for a CLI that is new enough: first on the PATH, then where build-pulumi-cli.ts puts its own.
 *
 * @returns The CLI, or a sentence that says why there is none.
 */
export function findPulumiCli(env: NodeJS.ProcessEnv = process.env): PulumiCli | string {
  const least = pinnedVersion();
  const onPath = versionOnPath(env);
  if (onPath !== undefined && isAtLeast(onPath, least)) {
    return { root: undefined, version: onPath };
  }
  const root = cacheRoot(env);
  if (existsSync(join(root, "bin/pulumi"))) {
    return { root, version: least };
  }
  return onPath === undefined
    ? `pulumi is neither on the PATH nor built; \`pnpm --filter @soft-landing/lab pulumi-cli\` builds it`
    : `pulumi ${onPath} on the PATH is older than ${least}`;
}

/** The root of the CLI that build-pulumi-cli.ts builds: a folder of its own for each version. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache");
  return join(cache, "soft-landing", `pulumi-${pinnedVersion()}`);
}

function versionOnPath(env: NodeJS.ProcessEnv): string | undefined {
  const { status, stdout } = spawnSync("pulumi", ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}

/** Compares major, minor and patch; what follows a patch, as `-alpha.1` does, is not looked at. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  for (let place = 0; place < 3; place += 1) {
    const difference = (have?.[place] ?? Number.NaN) - (want?.[place] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
