import { findLab } from "../client/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import type { LabCommand } from "./lab-command.ts";

export const freeze: LabCommand = (program) => {
  withFindOption(
    program
      .command("freeze")
      .description("Stop an instance's processes without ending them: it accepts requests and never answers.")
      .argument("<instance>", "an instance's id, as `pnpm lab status` shows it"),
  ).action(async (instance: string, { consolePort }: FindOption) => {
    const { control } = await findLab(consolePort);
    await control.freezeInstance(instance);
    process.stdout.write(`Instance ${instance} is frozen.\n`);
  });
};
