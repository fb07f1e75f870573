import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { visit } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: SpawnedLab;
beforeAll(async () => {
  lab = await spawnLab({ stack: "basic" });
});
afterAll(() => lab?.stop());

const patience = { timeout: 15_000, interval: 50 };
const group = async () => (await lab.control.snapshot()).autoScalingGroup;
const oneOf = ({ instances }: LabSnapshot["autoScalingGroup"]) => {
  const [instance] = instances;
  if (instance === undefined) {
    throw new Error("the group has no instance");
  }
  return instance;
};

test("a server process that dies is restarted on the same instance, which answers again", async () => {
  const { id, pid } = oneOf(await group());
  process.kill(pid ?? 0, "SIGKILL");
  const restarted = async () => (await group()).instances.find((instance) => instance.id === id)?.pid;
  await expect.poll(restarted, patience).toSatisfy((now: number | null) => now !== null && now !== pid);
  await expect.poll(async () => (await visit(lab.pageUrl)).page?.instance.id, patience).toBe(id);
});

test("a killed instance is replaced in its zone, and the activity history says so in AWS's words", async () => {
  const { id, availabilityZone } = oneOf(await group());
  await lab.control.perform("kill-instance", { instance: id });
  await expect
    .poll(async () => {
      const { instances } = await group();
      const stays = instances.some((instance) => instance.id === id);
      return !stays && instances.filter(({ lifecycleState }) => lifecycleState === "InService").length;
    }, patience)
    .toBe(3);
  const { instances, activities } = await group();
  const replacement = instances.toSorted((a, b) => a.launchedAt.localeCompare(b.launchedAt)).at(-1);
  expect(replacement?.availabilityZone).toBe(availabilityZone);
  const terminated = activities.find(({ description }) => description === `Terminating EC2 instance: ${id}`);
  expect(terminated?.cause).toMatch(
    /^At \S+Z an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped\.$/,
  );
  const launched = activities.find(({ description }) => description.endsWith(replacement?.id ?? "none"));
  expect(launched?.cause).toMatch(
    /^At \S+Z an instance was launched in response to an unhealthy instance needing to be replaced\.$/,
  );
});

test("a lost zone's instances stop answering, and continue when it returns", async () => {
  await lab.control.perform("zone-down", { zone: "us-east-1b" });
  const inZone = async () =>
    (await group()).instances.filter(({ availabilityZone }) => availabilityZone === "us-east-1b");
  expect((await inZone()).every(({ frozen }) => frozen)).toBe(true);
  expect((await lab.control.snapshot()).zonesDown).toEqual(["us-east-1b"]);
  await lab.control.perform("zone-up", { zone: "us-east-1b" });
  expect((await inZone()).every(({ frozen }) => !frozen)).toBe(true);
  const zones = new Set<string | undefined>();
  await expect
    .poll(async () => zones.add((await visit(lab.pageUrl)).page?.instance.availabilityZone).size, patience)
    .toBe(3);
});
