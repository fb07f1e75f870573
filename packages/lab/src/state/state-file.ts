import { constants } from "node:fs";
import { chmod, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import { stateDirectory } from "../environment.ts";

/** How a command finds a running lab, and proves that the lab's owner runs it. */
export const runningLabSchema = z.strictObject({
  labId: z.string(),
  pid: z.int().positive(),
  /** Null if Pulumi deploys: then only the lab knows its stacks. */
  stack: z.string().nullable(),
  region: z.string(),
  pageUrl: z.string().nullable(),
  consoleUrl: z.string(),
  consolePort: z.int(),
  awsEndpointUrl: z.string(),
  /**
   * The certificate of the authority for HTTPS listeners, for clients to trust. It exists from the first such
   * listener on.
   */
  certificateFile: z.string(),
  /** What the `pulumi` command needs to deploy here. */
  pulumi: z.strictObject({ providerPort: z.int(), backendUrl: z.string() }),
  startedAt: z.string(),
  /** Another command runs the lab for itself: commands ignore it unless its console port is given. */
  isPrivate: z.boolean(),
  /** Bearer token for the calls that only the command line may make. */
  token: z.string().min(32),
});
export type RunningLabRecord = z.infer<typeof runningLabSchema>;

const fileOf = (pid: number) => join(stateDirectory(), `lab-${pid}.json`);

/** Checks that a state file can be written, before anything is started. @throws UserMistake if it cannot */
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
 * Writes the lab's state file, readable by its owner only. It appears completely or not at all.
 *
 * @throws UserMistake if the folder is not writable
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

/** The state file of one lab; undefined if there is none that can be read. */
export async function readStateFile(pid: number): Promise<RunningLabRecord | undefined> {
  const found = await readRegularFile(fileOf(pid));
  return found.kind === "read" ? parse(found.text) : undefined;
}

type Reading = { kind: "read"; text: string } | { kind: "no-file" };

/** Reads a regular file. Without O_NONBLOCK, a pipe of that name would block until a process writes to it. */
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

/**
 * All state files of processes that still run. Files of ended processes are removed, and what is not a file
 * is left alone.
 */
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

/** Whether a process with this pid exists, of any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
