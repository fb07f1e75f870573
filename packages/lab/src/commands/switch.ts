import { stackBuilds } from "@soft-landing/shared/builds";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { Argument } from "commander";
import { findLab } from "../client/find-lab.ts";
import { findCustomArtifact } from "../program/custom-artifact.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { type FindOption, type LabCommand, note, printJson, withFindOption } from "./lab-command.ts";

interface SwitchOptions extends FindOption {
  artifact?: string;
  artifactSha256?: string;
  asBuilt?: boolean;
  json?: boolean;
}

export const switchBuild: LabCommand = (program) => {
  withFindOption(
    program
      .command("switch")
      .description("Bring another build, as `pulumi config set build` and `pulumi up` would.")
      .addArgument(new Argument("<build>", "what the new instances serve").choices(stackBuilds))
      .option("--artifact <file-or-url>", "your own artifact, with build custom; it runs with your rights")
      .option("--artifact-sha256 <hex>", "its SHA-256; required for a URL")
      .option("--as-built", "take the artifacts as they are, without building first")
      .option("--json", "print the outcome as JSON"),
  ).action(runSwitch);
};

async function runSwitch(build: SwitchRequest["build"], options: SwitchOptions): Promise<void> {
  const { control } = await findLab(options.consolePort);
  const request = await switchRequest(build, options);
  if (!options.asBuilt) {
    await ensureBuilt(note);
  }
  const deployment = await control.switchBuild(request, ({ message }) => note(message));
  if (options.json) {
    printJson(deployment);
  } else {
    process.stdout.write(`Build ${deployment.build} serves.\n`);
  }
}

async function switchRequest(
  build: SwitchRequest["build"],
  { artifact, artifactSha256 }: SwitchOptions,
): Promise<SwitchRequest> {
  if (build === "custom" && artifact === undefined) {
    throw new UserMistake(
      "Build custom needs an artifact.",
      "Add --artifact FILE; examples/custom-server packs one.",
    );
  }
  if (artifact === undefined) {
    return { build };
  }
  if (build !== "custom") {
    throw new UserMistake(
      `Build ${build} brings its own artifact.`,
      "With --artifact, switch to build custom.",
    );
  }
  const found = await findCustomArtifact(artifact, artifactSha256);
  return { build, artifact: found.file, artifactSha256: found.sha256 };
}
