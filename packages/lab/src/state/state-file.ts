import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

/** Writes the lab's state file, readable by its owner only; it appears whole or not at all. */
export async function writeStateFile(record: RunningLabRecord): Promise<void> {
  const directory = stateDirectory();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${fileOf(record.pid)}.draft`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, fileOf(record.pid));
}

export async function removeStateFile(pid: number): Promise<void> {
  await rm(fileOf(pid), { force: true });
}

/** The state file of one lab, or undefined where there is none that can be read. */
export async function readStateFile(pid: number): Promise<RunningLabRecord | undefined> {
  return parse(await readFile(fileOf(pid), "utf8").catch(() => ""));
}

/** All state files of processes that still live; those of dead ones are removed. */
export async function readStateFiles(): Promise<RunningLabRecord[]> {
  const names = await readdir(stateDirectory()).catch(() => []);
  const records: RunningLabRecord[] = [];
  for (const name of names.toSorted()) {
    const pid = Number(/^lab-(\d+)\.json$/.exec(name)?.[1]);
    if (!Number.isInteger(pid)) {
      continue;
    }
    const record = await readStateFile(pid);
    if (record !== undefined && isAlive(pid)) {
      records.push(record);
    } else {
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

/** Whether a process with this pid lives, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
