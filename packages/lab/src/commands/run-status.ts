import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { stackStatus } from "@soft-landing/experiments/place/stack-status";
import type { Disturbance, LabSnapshot } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { findLab } from "../client/find-lab.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { printJson } from "./lab-command.ts";
import type { StatusOptions } from "./status.ts";
import { statusText } from "./status-text.ts";

/** What only a lab has. */
export interface LabPart
  extends Pick<
    LabSnapshot,
    "pid" | "consoleUrl" | "awsEndpointUrl" | "startedAt" | "deployment" | "zonesDown" | "faults"
  > {
  disturbances: Disturbance[];
}

/** On AWS the counts are those of the last hour. */
const awsStretchMs = 60 * 60 * 1_000;

/** Prints the status of the running lab or of a deployed stack. */
export async function runStatus(options: StatusOptions): Promise<void> {
  const { place, since, lab } = await (options.aws ? onAws(options.stack) : inLab(options.consolePort));
  try {
    const found = await stackStatus(place, since).catch((error: unknown) => {
      throw unanswered(error, lab);
    });
    if (options.json) {
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
