import { findLab } from "../client/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import type { LabCommand } from "./lab-command.ts";

export const zoneDown: LabCommand = (program) => {
  withFindOption(
    program
      .command("zone-down")
      .description("Lose an Availability Zone: its instances stop answering, and nothing is launched there.")
      .argument("<zone>", "such as us-east-1a"),
  ).action(async (zone: string, { consolePort }: FindOption) => {
    const { control } = await findLab(consolePort);
    await control.zoneDown(zone);
    process.stdout.write(`Zone ${zone} is lost.\n`);
  });
};
