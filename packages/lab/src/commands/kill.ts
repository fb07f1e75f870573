import { findLab } from "../client/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import type { LabCommand } from "./lab-command.ts";

export const kill: LabCommand = (program) => {
  withFindOption(
    program
      .command("kill")
      .description("Terminate an instance under its group, which then launches another.")
      .argument("<instance>", "an instance's id, as `pnpm lab status` shows it"),
  ).action(async (instance: string, { consolePort }: FindOption) => {
    const { control } = await findLab(consolePort);
    await control.killInstance(instance);
    process.stdout.write(`Instance ${instance} is terminated; its group launches another.\n`);
  });
};
