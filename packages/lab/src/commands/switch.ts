import { stackBuilds } from "@soft-landing/shared/builds";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { Argument } from "commander";
import { findLab } from "../client/find-lab.ts";
import { releaseOf } from "../program/custom-artifact.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { untilInterrupted } from "./end-signals.ts";
import { examples } from "./examples.ts";
import {
  type FindOption,
  type LabCommand,
  note,
  printJson,
  type StackOption,
  withFindOption,
  withStackOption,
} from "./lab-command.ts";

interface SwitchOptions extends FindOption, StackOption {
  artifact?: string;
  artifactSha256?: string;
  asBuilt?: boolean;
  json?: boolean;
  cancel?: boolean;
}

export const addCommands: LabCommand = (program) => {
  const command = program
    .command("switch")
    .description("Switch to another build, like `pulumi config set build` and `pulumi up`.")
    .addArgument(new Argument("[build]", "the build that the new instances serve").choices(stackBuilds))
    .option("--artifact <file-or-url>", "your own artifact, with build custom; it runs with your permissions")
    .option("--artifact-sha256 <hex>", "its SHA-256; required for a URL")
    .option("--as-built", "use the artifacts as they are, without building first")
    .option("--cancel", "undo the switch that is under way; what serves now goes on serving")
    .option("--json", "print the outcome as JSON");
  withFindOption(withStackOption(command))
    .addHelpText(
      "after",
      examples(
        ["pnpm lab switch error-handling", "Returns when the new instances serve and the old ones drain."],
        [
          "pnpm lab switch custom --artifact examples/custom-server/custom.tgz",
          "Your own server; `pnpm pack:custom` packs this one.",
        ],
        ["pnpm lab switch --cancel", "Undo the switch that is under way."],
      ),
    )
    .action(runSwitch);
};

async function runSwitch(build: SwitchRequest["build"] | undefined, options: SwitchOptions): Promise<void> {
  if (options.cancel) {
    return await cancelSwitch(build, options);
  }
  if (build === undefined) {
    throw new UserMistake(
      "`pnpm lab switch` needs a build.",
      `The builds are ${stackBuilds.join(", ")}. Or give --cancel to undo the switch that is under way.`,
    );
  }
  const request = { build, ...(await releaseOf({ ...options, build })) };
  const { control } = await findLab(options.consolePort);
  if (!options.asBuilt) {
    await ensureBuilt(note);
  }
  const deployment = await untilInterrupted(
    "The lab continues with the change. `pnpm lab status` shows its progress.",
    (signal) =>
      control.switchBuild(request, {
        onProgress: ({ message }) => note(message),
        signal,
        stack: options.stack,
      }),
  );
  if (options.json) {
    printJson(deployment);
  } else {
    process.stdout.write(`${deployment.message}\n`);
  }
}

async function cancelSwitch(build: string | undefined, options: SwitchOptions): Promise<void> {
  const others = ["artifact", "artifactSha256", "asBuilt", "json"] as const;
  if (build !== undefined || others.some((name) => options[name] !== undefined)) {
    throw new UserMistake(
      "--cancel undoes the switch that is under way, so it takes no build and no option of a switch.",
      "Leave them out: `pnpm lab switch --cancel`.",
    );
  }
  const { control } = await findLab(options.consolePort);
  const { message } = await control.cancelSwitch(options.stack);
  process.stdout.write(`${message}\n`);
}
