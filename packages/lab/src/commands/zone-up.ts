import { findLab } from "../client/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import type { LabCommand } from "./lab-command.ts";

export const zoneUp: LabCommand = (program) => {
  withFindOption(
    program
      .command("zone-up")
      .description("Bring a lost Availability Zone back.")
      .argument("<zone>", "such as us-east-1a"),
  ).action(async (zone: string, { consolePort }: FindOption) => {
    const { control } = await findLab(consolePort);
    await control.zoneUp(zone);
    process.stdout.write(`Zone ${zone} is back.\n`);
  });
};
