import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { isAlive, readStateFile } from "../../src/state/state-file.ts";
import { childrenOf } from "../process-children.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();

/** Two seconds are promised, and milliseconds are needed; a busy machine may take its time to run those who have to end. */
const graceMs = 10_000;

test("after kill -9 of the lab all of its processes end, even frozen ones, and its folder is removed", async () => {
  const lab = await spawnLab({ stack: "basic" });
  const { pids, instanceIds } = await processesOf(lab);
  await lab.control.perform("freeze-instance", { instance: instanceIds[0] });
  process.kill(lab.pid, "SIGKILL");
  await lab.ended;
  await expectGone(pids);
  await expect.poll(() => foldersOf(lab.pid), { timeout: graceMs }).toEqual([]);
});

test("SIGTERM ends the lab, its processes, its state file and its folder", async () => {
  const lab = await spawnLab({ stack: "basic" });
  const { pids } = await processesOf(lab);
  await lab.stop();
  expect(await readStateFile(lab.pid)).toBeUndefined();
  expect(foldersOf(lab.pid)).toEqual([]);
  await expectGone(pids);
});

test("a spawned lab ends when the process that spawned it is killed, and when its signal is aborted", async () => {
  const spawner = fork(join(import.meta.dirname, "spawner.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [{ pid }] = (await once(spawner, "message")) as [{ pid: number }];
  expect(isAlive(pid)).toBe(true);
  spawner.kill("SIGKILL");
  await expectGone([pid]);

  const controller = new AbortController();
  const starting = spawnLab({ stack: "basic", signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(starting).rejects.toThrow("enough");
});

async function expectGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { timeout: graceMs }).toEqual([]);
}

function foldersOf(labPid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`soft-landing-${labPid}-`));
}

interface Processes {
  /** The servers, and the watchdog that waits for the lab's end. */
  pids: number[];
  instanceIds: string[];
}

async function processesOf(lab: SpawnedLab): Promise<Processes> {
  const { autoScalingGroup } = await lab.control.snapshot();
  const servers = autoScalingGroup.instances.flatMap(({ pid }) => pid ?? []);
  expect(servers).toHaveLength(3);
  const pids = childrenOf(lab.pid);
  expect(pids).toEqual(expect.arrayContaining(servers));
  return { pids, instanceIds: autoScalingGroup.instances.map(({ id }) => id) };
}
