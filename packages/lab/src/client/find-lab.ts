import { setTimeout as delay } from "node:timers/promises";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { type RunningLabRecord, readStateFiles } from "../state/state-file.ts";
import { createLabControl, type LabControl } from "./lab-control.ts";
import { trustAuthority } from "./trust-authority.ts";

/** A running lab as a command finds it. */
export interface FoundLab {
  record: RunningLabRecord;
  control: LabControl;
}

/** A suspended lab does not answer, and must not keep a command waiting. */
const patienceMs = 5_000;
const startRemedy = "Start one with `pnpm lab`.";

/**
 * The running lab, or the one with this console port. Labs that other commands run for themselves are found
 * by their port only.
 *
 * @throws UserMistake if none is running, or if several are and none is chosen
 */
export async function findLab(consolePort: number | undefined): Promise<FoundLab> {
  const records = await runningLabs();
  const chosen = records.filter((record) =>
    consolePort === undefined ? !record.isPrivate : record.consolePort === consolePort,
  );
  const [record, another] = chosen;
  if (record === undefined) {
    throw noLab(consolePort, records);
  }
  if (another !== undefined) {
    throw new UserMistake(
      `Several labs are running:\n${chosen.map(labLine).join("\n")}`,
      "Choose one with --console-port PORT.",
    );
  }
  trustAuthority(record.certificateFile);
  return { record, control: createLabControl(record.consoleUrl, record.token) };
}

/**
 * Another program may have the process ID by now, so only a lab that answers with the ID in its file counts.
 */
export async function runningLabs(): Promise<RunningLabRecord[]> {
  const records = await readStateFiles();
  const answering = await Promise.all(records.map(answersAsItself));
  return records.filter((_record, index) => answering[index]);
}

async function answersAsItself({ consoleUrl, labId }: RunningLabRecord): Promise<boolean> {
  const answer = await Promise.race([
    createLabControl(consoleUrl)
      .stacks()
      .catch(() => undefined),
    delay(patienceMs, undefined, { ref: false }),
  ]);
  return answer?.labId === labId;
}

function noLab(consolePort: number | undefined, records: readonly RunningLabRecord[]): UserMistake {
  if (consolePort === undefined) {
    const others =
      records.length === 0 ? "" : ` Other commands are running these:\n${records.map(labLine).join("\n")}`;
    return new UserMistake(`No lab is running.${others}`, startRemedy);
  }
  const message = `No lab has its console on port ${consolePort}.`;
  return records.length === 0
    ? new UserMistake(message, startRemedy)
    : new UserMistake(`${message} These are running:\n${records.map(labLine).join("\n")}`);
}

/** How a message names a lab: the option that chooses it, its stack and its page. */
export function labLine({ stack, pid, consolePort, pageUrl }: RunningLabRecord): string {
  const what = stack === null ? "for Pulumi" : `stack ${stack}, page ${pageUrl}`;
  return `    --console-port ${consolePort}: ${what}, pid ${pid}`;
}
