import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { visits } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

/** Built servers with unmodified SDK clients: whose call it is shows only by the role credentials that each one fetched. */
describe("faults on real servers", () => {
  useOwnStateHome();
  let lab: SpawnedLab;
  beforeAll(async () => {
    lab = await spawnLab({ stack: "basic" });
  });
  afterEach(() => lab.control.clearFaults());
  afterAll(() => lab?.stop());

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
