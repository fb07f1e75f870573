import { findLab } from "../client/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import { type LabCommand, printJson } from "./lab-command.ts";

/** The switch in Parameter Store: any value but `true` makes every read of the table fail. */
export const param: LabCommand = (program) => {
  const group = program
    .command("param")
    .description("The switch of the RecommendationService in Parameter Store.");
  withFindOption(
    group.command("get").description("Print its value.").option("--json", "with name and version, as JSON"),
  ).action(runGet);
  withFindOption(
    group
      .command("set")
      .description("Change its value; anything but `true` makes every read of the table fail.")
      .argument("<value>", "such as true or false"),
  ).action(runSet);
};

async function runGet({ consolePort, json }: FindOption & { json?: boolean }): Promise<void> {
  const { control } = await findLab(consolePort);
  const { parameter } = await control.snapshot();
  if (json) {
    printJson(parameter);
  } else {
    process.stdout.write(`${parameter.value}\n`);
  }
}

async function runSet(value: string, { consolePort }: FindOption): Promise<void> {
  const { control } = await findLab(consolePort);
  await control.setParameter(value);
  const { parameter } = await control.snapshot();
  process.stdout.write(`${parameter.name} is ${parameter.value} (version ${parameter.version}).\n`);
}
