import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot, findPulumiCli, pinnedVersion, toolsModule } from "./pulumi-cli.ts";

// Builds the Pulumi CLI that system tests run, from its Go module: the npm package `pulumi` is an installer
// that downloads from Pulumi's own site. Does nothing where a CLI that is new enough is found.

const module = "github.com/pulumi/pulumi";

process.exitCode = main();

function main(): number {
  const found = findPulumiCli();
  if (typeof found !== "string") {
    console.log(`Pulumi ${found.version} is there: ${found.root ?? "on the PATH"}.`);
    return 0;
  }
  if (spawnSync("go", ["version"]).status !== 0) {
    console.error("The Pulumi CLI cannot be built: Go is not on the PATH (https://go.dev/doc/install).");
    return 1;
  }
  return build(pinnedVersion(), cacheRoot());
}

/** A build that ends early leaves nothing under the final name. */
function build(version: string, root: string): number {
  const folder = join(root, "bin");
  const unfinished = join(folder, `pulumi-${process.pid}`);
  console.log(`Builds Pulumi ${version} into ${folder}: 5 to 8 minutes of processor time, once.`);
  mkdirSync(folder, { recursive: true });
  const startedAt = Date.now();
  const { status } = spawnSync(
    "go",
    [
      "build",
      "-mod=readonly",
      `-ldflags=-s -w -X ${module}/sdk/v3/go/common/version.Version=v${version}`,
      `-o=${unfinished}`,
      `${module}/pkg/v3/cmd/pulumi`,
    ],
    { cwd: toolsModule, stdio: "inherit" },
  );
  if (status !== 0) {
    rmSync(unfinished, { force: true });
    console.error(`The Pulumi CLI could not be built: go build in ${toolsModule} ended with ${status}.`);
    return 1;
  }
  renameSync(unfinished, join(folder, "pulumi"));
  console.log(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  return 0;
}
