import { setTimeout as delay } from "node:timers/promises";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { findLab } from "../client/find-lab.ts";
import { isAlive } from "../state/state-file.ts";
import { examples } from "./examples.ts";
import { type FindOption, type LabCommand, withFindOption } from "./lab-command.ts";

const patienceMs = 30_000;
const pollMs = 50;

export const addCommands: LabCommand = (program) => {
  withFindOption(program.command("down").description("End the lab and everything it started."))
    .addHelpText(
      "after",
      examples(["pnpm lab down", "From another terminal. Ctrl-C in the lab's own terminal does the same."]),
    )
    .action(runDown);
};

async function runDown({ consolePort }: FindOption): Promise<void> {
  const { record, control } = await findLab(consolePort);
  await control.down();
  for (let waitedMs = 0; isAlive(record.pid); waitedMs += pollMs) {
    if (waitedMs >= patienceMs) {
      throw new UserMistake(
        `The lab with pid ${record.pid} did not end within ${patienceMs / 1_000} s.`,
        `End it with \`kill -9 ${record.pid}\`; everything it started ends with it.`,
      );
    }
    await delay(pollMs);
  }
  process.stdout.write(
    record.stack === null ? "The lab has ended.\n" : `The lab of stack ${record.stack} has ended.\n`,
  );
}
