import { setTimeout as delay } from "node:timers/promises";
import type { LogLine } from "@soft-landing/shared/lab-api";
import pc from "picocolors";
import { findLab, runningLabs } from "../client/find-lab.ts";
import type { RunningLabRecord } from "../state/state-file.ts";
import { untilInterrupted } from "./end-signals.ts";
import { examples } from "./examples.ts";
import { type FindOption, type LabCommand, note, withFindOption } from "./lab-command.ts";

interface LogsOptions extends FindOption {
  follow: boolean;
  json?: boolean;
}

const pollMs = 200;

export const addCommands: LabCommand = (program) => {
  withFindOption(
    program
      .command("logs")
      .description("Follow the servers' standard output and standard error.")
      .argument("[instance]", "only the lines of this instance, which may have ended")
      .option("--no-follow", "print the lines so far, then exit")
      .option("--json", "print one JSON object for each line"),
  )
    .addHelpText(
      "after",
      examples(
        ["pnpm lab logs", "The lines of every server, until Ctrl-C."],
        ["pnpm lab logs --no-follow --json | jq -r .text", "Only the text of the lines so far."],
      ),
    )
    .action(runLogs);
};

async function runLogs(instance: string | undefined, options: LogsOptions): Promise<void> {
  const { control, record } = await findLab(options.consolePort);
  const print = (lines: readonly LogLine[]) => {
    process.stdout.write(
      lines.map((line) => `${options.json ? JSON.stringify(line) : lineText(line)}\n`).join(""),
    );
    return lines.at(-1)?.id;
  };
  let last = print(await control.logs(0, instance)) ?? 0;
  if (!options.follow) {
    return;
  }
  let isRead = true;
  process.stdout.on("error", () => {
    isRead = false;
  });
  await untilInterrupted("", async (signal) => {
    while (isRead) {
      await delay(pollMs, undefined, { signal });
      const lines = await control.logs(last, instance).catch(async (error: unknown) => {
        if (await hasEnded(record)) {
          return undefined;
        }
        throw error;
      });
      if (lines === undefined) {
        note("The lab has ended.");
        return;
      }
      last = print(lines) ?? last;
    }
  });
}

async function hasEnded({ labId }: RunningLabRecord): Promise<boolean> {
  return !(await runningLabs()).some((lab) => lab.labId === labId);
}

function lineText({ timeMs, instanceId, text }: LogLine): string {
  return `${pc.dim(`${new Date(timeMs).toISOString()} ${instanceId}`)} ${text}`;
}
