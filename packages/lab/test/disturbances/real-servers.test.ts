import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { visit, visits } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: OwnLab;
beforeAll(async () => {
  lab = await startOwnLab("basic");
});
afterAll(() => lab?.stop());

/** Built servers with unmodified SDK clients: whose call it is shows only by the role credentials that each one fetched. */
describe("faults", () => {
  afterEach(() => lab.control.clearFaults());

  /** The instances that answered, and how many requests got no page. */
  async function look(): Promise<{ answered: Set<string>; failed: number }> {
    const found = await visits(lab.pageUrl, 30);
    return {
      answered: new Set(found.flatMap(({ page }) => page?.instance.id ?? [])),
      failed: found.filter(({ statusCode }) => statusCode === 502).length,
    };
  }
  const instances = async () => (await lab.control.snapshot()).autoScalingGroup.instances;
  const denied = { statusCode: 400, code: "AccessDeniedException" };

  test("affect only the chosen instance, and each call is counted", async () => {
    const [hit, ...others] = await instances();
    await lab.control.addFaults([
      { service: "dynamodb", probability: 1, error: denied, target: { instance: hit?.id } },
    ]);
    const { answered, failed } = await look();
    expect(answered).toEqual(new Set(others.map(({ id }) => id)));
    expect(failed).toBe(10);
    expect((await lab.control.snapshot()).faults).toMatchObject([{ effectCount: 10 }]);
  });

  test("affect only the chosen zone", async () => {
    await lab.control.addFaults([
      { service: "ssm", probability: 1, error: denied, target: { availabilityZone: "us-east-1c" } },
    ]);
    const { answered, failed } = await look();
    const elsewhere = (await instances()).filter(({ availabilityZone }) => availabilityZone !== "us-east-1c");
    expect(answered).toEqual(new Set(elsewhere.map(({ id }) => id)));
    expect(failed).toBe(10);
  });

  test("have no effect after they are cleared", async () => {
    await lab.control.addFaults([{ probability: 1, error: denied }]);
    expect((await look()).failed).toBe(30);
    await lab.control.clearFaults();
    expect((await look()).failed).toBe(0);
    expect((await lab.control.snapshot()).faults).toEqual([]);
  });
});

describe("instances that end", () => {
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
    const terminated = activities.find(
      ({ description }) => description === `Terminating EC2 instance: ${id}`,
    );
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
});

describe("a slow instance", () => {
  let slow: string;
  beforeAll(async () => {
    const { subject } = await lab.control.perform("slow-instance", { position: 0, latencyMs: 800 });
    slow = subject ?? "";
  });

  const inForce = async () => (await lab.control.disturbances()).inForce;

  test("answers every request late", async () => {
    expect(await inForce()).toMatchObject([{ subject: slow, undo: { command: `pnpm lab unslow ${slow}` } }]);
    const found = await Promise.all(Array.from({ length: 18 }, () => visit(lab.pageUrl)));
    expect(found.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
    const ofSlow = found.filter(({ page }) => page?.instance.id === slow);
    expect(ofSlow.length).toBeGreaterThan(4);
    expect(Math.min(...ofSlow.map(({ tookMs }) => tookMs))).toBeGreaterThan(790);
  });

  test("unslow removes the delay, and says so if there is none", async () => {
    const { words } = await lab.control.perform("unslow-instance", { instance: slow });
    expect(words).toBe(`Instance ${slow} answers without delay again.`);
    expect(await inForce()).toEqual([]);
    const again = await lab.control.perform("unslow-instance", { instance: slow });
    expect(again.words).toBe(`Instance ${slow} is not slow; nothing changes.`);
  });

  test("is no longer slow once it has ended, even while its target drains", async () => {
    const { subject } = await lab.control.perform("slow-instance", { position: 0, latencyMs: 300 });
    await lab.control.perform("kill-instance", { instance: subject });
    const { instances } = (await lab.control.snapshot()).autoScalingGroup;
    const running = instances.map(({ id }) => id);
    expect((await inForce()).map((one) => one.subject).filter((id) => !running.includes(id ?? ""))).toEqual(
      [],
    );
    await expect.poll(inForce, { timeout: 10_000 }).toEqual([]);
  });
});
