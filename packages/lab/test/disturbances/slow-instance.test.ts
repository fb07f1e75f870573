import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { visitsDuring } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: SpawnedLab;
let slow: string;
beforeAll(async () => {
  lab = await spawnLab({ stack: "basic" });
  const { subject } = await lab.control.perform("slow-instance", { position: 0, latencyMs: 800 });
  slow = subject ?? "";
});
afterAll(() => lab?.stop());

const inForce = async () => (await lab.control.disturbances()).inForce;

test("a slow instance answers every request late", async () => {
  expect(await inForce()).toMatchObject([{ subject: slow, undo: { command: `pnpm lab unslow ${slow}` } }]);
  const found = await visitsDuring(lab.pageUrl, 20, () => delay(3_000));
  expect(found.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
  const ofSlow = found.filter(({ page }) => page?.instance.id === slow);
  expect(ofSlow.length).toBeGreaterThan(5);
  expect(Math.min(...ofSlow.map(({ tookMs }) => tookMs))).toBeGreaterThan(790);
});

test("unslow removes the delay, and says so if there is none", async () => {
  const { words } = await lab.control.perform("unslow-instance", { instance: slow });
  expect(words).toBe(`Instance ${slow} answers without delay again.`);
  expect(await inForce()).toEqual([]);
  const again = await lab.control.perform("unslow-instance", { instance: slow });
  expect(again.words).toBe(`Instance ${slow} is not slow; nothing changes.`);
});

test("an ended instance is no longer slow, even while its target drains", async () => {
  const { subject } = await lab.control.perform("slow-instance", { position: 0, latencyMs: 300 });
  await lab.control.perform("kill-instance", { instance: subject });
  const { instances } = (await lab.control.snapshot()).autoScalingGroup;
  const running = instances.map(({ id }) => id);
  expect((await inForce()).map((one) => one.subject).filter((id) => !running.includes(id ?? ""))).toEqual([]);
  await expect.poll(inForce, { timeout: 10_000 }).toEqual([]);
});
