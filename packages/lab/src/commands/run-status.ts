import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { stackStatus } from "@soft-landing/experiments/place/stack-status";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { type FoundLab, findLab } from "../client/find-lab.ts";
import type { LabControl } from "../client/lab-control.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { type FindOption, printJson, type StackOption } from "./lab-command.ts";
import { type LabPart, statusText } from "./status-text.ts";

export interface StatusOptions extends FindOption, StackOption {
  aws?: boolean;
  json?: boolean;
}

/** On AWS, the counts are those of the last hour. */
const awsStretchMs = 60 * 60 * 1_000;

export async function runStatus({ aws, stack, json, consolePort }: StatusOptions): Promise<void> {
  if (aws) {
    return await tellStatus(await onAws(stack ?? "basic"), json);
  }
  const lab = await findLab(consolePort);
  // JSON is always the status of one stack, in one form.
  for (const name of json ? [stack] : await stacksToTell(lab.control, stack)) {
    await tellStatus(await inLab(lab, name), json);
  }
}

/** Every stack that serves, unless one is chosen. Undefined stands for the only one. */
async function stacksToTell(
  control: LabControl,
  chosen: string | undefined,
): Promise<(string | undefined)[]> {
  if (chosen !== undefined) {
    return [chosen];
  }
  const serving = (await control.stacks()).stacks.filter(({ pageUrl }) => pageUrl !== null);
  return serving.length < 2 ? [undefined] : serving.map(({ name }) => name);
}

interface Told {
  place: Place;
  since: Date;
  lab: LabPart | null;
}

async function tellStatus({ place, since, lab }: Told, json: boolean | undefined): Promise<void> {
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

async function inLab({ control, record }: FoundLab, stack: string | undefined): Promise<Told> {
  const snapshot = await control.snapshot(stack);
  const { pid, consoleUrl, awsEndpointUrl, startedAt, deployment, zonesDown, faults } = snapshot;
  const { inForce: disturbances } = await control.disturbances();
  const { certificateFile } = record;
  const lab = {
    pid,
    consoleUrl,
    awsEndpointUrl,
    certificateFile,
    startedAt,
    deployment,
    zonesDown,
    faults,
    disturbances,
  };
  return { place: placeOfLab(snapshot), since: new Date(startedAt), lab };
}

async function onAws(stack: string): Promise<Told> {
  return { place: await deployedStack(stack), since: new Date(Date.now() - awsStretchMs), lab: null };
}

function unanswered(error: unknown, lab: LabPart | null): UserMistake {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const faults = lab !== null && lab.faults.length > 0;
  return new UserMistake(
    `The status is unknown, because calls to AWS fail (${reason}).`,
    faults ? "A fault is set; `pnpm lab fault list` shows it, `pnpm lab fault clear` removes it." : undefined,
  );
}
