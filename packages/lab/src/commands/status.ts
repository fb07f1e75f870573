import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { stackStatus } from "@soft-landing/experiments/place/stack-status";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { findLab } from "../client/find-lab.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { examples } from "./examples.ts";
import { type FindOption, type LabCommand, printJson, withFindOption } from "./lab-command.ts";
import { type LabPart, statusText } from "./status-text.ts";

interface StatusOptions extends FindOption {
  aws?: boolean;
  stack: string;
  json?: boolean;
}

/** On AWS the counts are those of the last hour. */
const awsStretchMs = 60 * 60 * 1_000;

export const addCommands: LabCommand = (program) => {
  withFindOption(
    program
      .command("status")
      .description("Targets, instances, the switch, and what the load balancer has counted.")
      .option("--aws", "of the deployed stack instead of the lab")
      .option("--stack <name>", "which deployed stack", "basic")
      .option("--json", "print it as JSON"),
  )
    .addHelpText(
      "after",
      examples(
        ["pnpm lab status", "Of the lab that runs."],
        ["pnpm lab status --aws --stack error-handling", "Of a stack on AWS, over the last hour."],
      ),
    )
    .action(runStatus);
};

async function runStatus({ aws, stack, json, consolePort }: StatusOptions): Promise<void> {
  const { place, since, lab } = await (aws ? onAws(stack) : inLab(consolePort));
  try {
    const found = await stackStatus(place, since).catch((error: unknown) => {
      throw unanswered(error, lab);
    });
    if (json) {
      printJson({ ...(lab && { pid: lab.pid }), ...found, lab });
    } else {
      process.stdout.write(statusText(found, lab));
    }
  } finally {
    closePlace(place);
  }
}

async function inLab(consolePort: number | undefined): Promise<{ place: Place; since: Date; lab: LabPart }> {
  const { control } = await findLab(consolePort);
  const snapshot = await control.snapshot();
  const { pid, consoleUrl, awsEndpointUrl, startedAt, deployment, zonesDown, faults } = snapshot;
  const { inForce: disturbances } = await control.disturbances();
  const lab = { pid, consoleUrl, awsEndpointUrl, startedAt, deployment, zonesDown, faults, disturbances };
  return { place: placeOfLab(snapshot), since: new Date(startedAt), lab };
}

async function onAws(stack: string): Promise<{ place: Place; since: Date; lab: null }> {
  return { place: await deployedStack(stack), since: new Date(Date.now() - awsStretchMs), lab: null };
}

function unanswered(error: unknown, lab: LabPart | null): UserMistake {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const faults = lab !== null && lab.faults.length > 0;
  return new UserMistake(
    `AWS's calls fail, so the status cannot be told (${reason}).`,
    faults ? "A fault is set; `pnpm lab fault list` shows it, `pnpm lab fault clear` removes it." : undefined,
  );
}
