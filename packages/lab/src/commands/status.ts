import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { deployedStack } from "../measure/deployed-stack.ts";
import { closePlace, type Place, placeOfLab } from "../measure/place.ts";
import { type StackStatus, stackStatus } from "../measure/stack-status.ts";
import { findLab } from "../state/find-lab.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import { type LabCommand, printJson } from "./lab-command.ts";
import { statusText } from "./status-text.ts";

interface StatusOptions extends FindOption {
  aws?: boolean;
  stack: string;
  json?: boolean;
}

/** What only a lab has. */
export type LabPart = Pick<
  LabSnapshot,
  "pid" | "consoleUrl" | "awsEndpointUrl" | "startedAt" | "deployment" | "zonesDown" | "faults"
>;

/** On AWS the counts are those of the last hour. */
const awsStretchMs = 60 * 60 * 1_000;

export const status: LabCommand = (program) => {
  withFindOption(
    program
      .command("status")
      .description("Targets, instances, the switch, and what the load balancer has counted.")
      .option("--aws", "of the deployed stack instead of the lab")
      .option("--stack <name>", "which deployed stack", "basic")
      .option("--json", "print it as JSON"),
  ).action(runStatus);
};

async function runStatus(options: StatusOptions): Promise<void> {
  const { place, since, lab } = await (options.aws ? onAws(options.stack) : inLab(options.consolePort));
  try {
    const found: StackStatus = await stackStatus(place, since);
    if (options.json) printJson({ ...(lab && { pid: lab.pid }), ...found, lab });
    else process.stdout.write(statusText(found, lab));
  } finally {
    closePlace(place);
  }
}

async function inLab(consolePort: number | undefined): Promise<{ place: Place; since: Date; lab: LabPart }> {
  const { control } = await findLab(consolePort);
  const snapshot = await control.snapshot();
  const { pid, consoleUrl, awsEndpointUrl, startedAt, deployment, zonesDown, faults } = snapshot;
  const lab = { pid, consoleUrl, awsEndpointUrl, startedAt, deployment, zonesDown, faults };
  return { place: placeOfLab(snapshot), since: new Date(startedAt), lab };
}

async function onAws(stack: string): Promise<{ place: Place; since: Date; lab: null }> {
  return { place: await deployedStack(stack), since: new Date(Date.now() - awsStretchMs), lab: null };
}
