import { constants } from "node:fs";
import { chmod, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import { stateDirectory } from "../environment.ts";

/** How a verb finds a running lab, and proves that it is run by the lab's owner. */
export const runningLabSchema = z.strictObject({
  labId: z.string(),
  pid: z.int().positive(),
  /** Null where Pulumi deploys: the lab's stacks are then known to the lab alone. */
  stack: z.string().nullable(),
  region: z.string(),
  pageUrl: z.string().nullable(),
  consoleUrl: z.string(),
  consolePort: z.int(),
  awsEndpointUrl: z.string(),
  /** The certificate of the authority for HTTPS listeners, by which clients trust them; there from the first such listener on. */
  certificateFile: z.string(),
  /** What Pulumi's command needs to deploy here. */
  pulumi: z.strictObject({ providerPort: z.int(), backendUrl: z.string() }),
  startedAt: z.string(),
  /** A command runs it for itself: no verb takes it unless its console port is given. */
  isPrivate: z.boolean(),
  /** Bearer token for the calls that only the command line may make. */
  token: z.string().min(32),
});
export type RunningLabRecord = z.infer<typeof runningLabSchema>;

const fileOf = (pid: number) => join(stateDirectory(), `lab-${pid}.json`);

/** Checks that a state file can be written, before anything is started. @throws UserMistake where it cannot */
export async function prepareStateFolder(pid: number): Promise<void> {
  const draft = `${fileOf(pid)}.draft`;
  try {
    await mkdir(stateDirectory(), { recursive: true, mode: 0o700 });
    await writeFile(draft, "", { mode: 0o600 });
  } catch (error) {
    throw unwritable(error);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

/**
 * Writes the lab's state file, readable by its owner only; it appears whole or not at all.
 *
 * @throws UserMistake where the folder does not take it
 */
export async function writeStateFile(record: RunningLabRecord): Promise<void> {
  const draft = `${fileOf(record.pid)}.draft`;
  try {
    await mkdir(stateDirectory(), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, fileOf(record.pid));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw unwritable(error);
  }
}

function unwritable(error: unknown): UserMistake {
  return new UserMistake(
    `The lab cannot write to its state folder ${stateDirectory()}: ${error instanceof Error ? error.message : error}.`,
    "Make it a folder that you can write to, or choose another one with XDG_STATE_HOME.",
  );
}

export async function removeStateFile(pid: number): Promise<void> {
  await rm(fileOf(pid), { force: true });
}

/** The state file of one lab, or undefined where there is none that can be read. */
export async function readStateFile(pid: number): Promise<RunningLabRecord | undefined> {
  const found = await readRegularFile(fileOf(pid));
  return found.kind === "read" ? parse(found.text) : undefined;
}

type Reading = { kind: "read"; text: string } | { kind: "no-file" };

/** Reads a regular file. Without O_NONBLOCK, a pipe of that name would block until somebody writes. */
async function readRegularFile(path: string): Promise<Reading> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return (await file.stat()).isFile()
      ? { kind: "read", text: await file.readFile("utf8") }
      : { kind: "no-file" };
  } catch {
    return { kind: "no-file" };
  }
}

/** All state files of processes that still live; those of dead ones are removed, and what is not a file is left alone. */
export async function readStateFiles(): Promise<RunningLabRecord[]> {
  const names = await readdir(stateDirectory()).catch(() => []);
  const records: RunningLabRecord[] = [];
  for (const name of names.toSorted()) {
    const pid = Number(/^lab-(\d+)\.json$/.exec(name)?.[1]);
    if (!Number.isInteger(pid)) {
      continue;
    }
    const found = await readRegularFile(fileOf(pid));
    const record = found.kind === "read" ? parse(found.text) : undefined;
    if (record !== undefined && isAlive(pid)) {
      records.push(record);
    } else if (found.kind === "read") {
      await removeStateFile(pid);
    }
  }
  return records;
}

function parse(text: string): RunningLabRecord | undefined {
  try {
    return runningLabSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether a process with this pid lives, of any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
