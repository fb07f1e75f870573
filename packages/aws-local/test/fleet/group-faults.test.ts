import { describe, expect, test } from "vitest";
import { groupSettings, PlayedGroup, servingGroup, settled, unhealthy } from "./played-group.ts";

const frozen = ({ group }: PlayedGroup) => group.describe().instances.map((instance) => instance.frozen);
const healthOf = ({ group }: PlayedGroup) =>
  group.describe().instances.map(({ healthStatus }) => healthStatus);

/** A group of one whose first launch has failed, before it tries again. */
async function groupOfFailedLaunch(): Promise<PlayedGroup> {
  const played = new PlayedGroup(groupSettings({ desiredCapacity: 1 }));
  played.group.start();
  played.instances[0]?.booting.reject(new Error("no space left on device"));
  played.instances[0]?.ending.resolve();
  await settled();
  return played;
}

describe("a group of which an instance is killed", () => {
  test("notices it after two seconds, and replaces the instance for its EC2 health", async () => {
    const { played, group } = await servingGroup();
    group.kill("i-1");
    expect(played.instances.map(({ calls }) => calls)).toEqual([["boot"], ["boot", "destroy"], ["boot"]]);
    played.clock.advance(1_999);
    expect(played.states()).toEqual(["InService", "InService", "InService"]);
    played.clock.advance(1);
    expect(played.states()).toEqual(["InService", "Terminating", "InService", "Pending"]);
    expect(healthOf(played)).toEqual(["Healthy", "Unhealthy", "Healthy", "Healthy"]);
    expect(played.activities("Terminating")[0]?.cause).toContain("EC2 health check");
    expect(played.activities("Launching")[0]?.cause).toContain("unhealthy instance needing to be replaced");
  });

  test("does not ask the instance to shut down", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.kill("i-1");
    played.clock.advance(2_000);
    targetGroup.drained("i-1");
    await settled();
    expect(played.instances[1]?.calls).toEqual(["boot", "destroy", "destroy"]);
  });

  test("does not register an instance whose boot finishes after its end", async () => {
    const { played, group, targetGroup } = await servingGroup({ desiredCapacity: 1 });
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    group.kill("i-1");
    played.clock.advance(2_000);
    played.instances[1]?.booting.resolve();
    await settled();
    expect([...targetGroup.registered]).toEqual(["i-0"]);
    expect(played.states()).toEqual(["InService", "Terminating", "Pending"]);
  });
});

describe("a group of which an instance ends", () => {
  test("reports a change when the instance is gone", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    targetGroup.drained("i-0");
    await settled();
    const { changes } = played;
    played.instances[0]?.ending.resolve();
    await settled();
    expect(played.states()).toEqual(["InService", "InService"]);
    expect(played.changes).toBe(changes + 1);
  });

  test("reports a failed termination, and counts the instance as gone", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    targetGroup.drained("i-0");
    played.instances[0]?.ending.reject(new Error("the folder is busy"));
    await settled();
    expect(played.activities("Terminating")).toMatchObject([
      { statusCode: "Failed", statusMessage: "the folder is busy" },
    ]);
    expect(group.instances().map(({ id }) => id)).toEqual(["i-1", "i-2"]);
  });

  test("shows the instance as terminating from the decision on", async () => {
    const { played, group, targetGroup } = await servingGroup();
    const told = () => played.instances.map(({ lifecycleState }) => lifecycleState());
    expect(told()).toEqual(["InService", "InService", "InService"]);
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    expect(told()).toEqual(["Terminated", "InService", "InService"]);
  });
});

describe("a frozen instance", () => {
  test("stays frozen until it is unfrozen", async () => {
    const { played, group } = await servingGroup();
    group.freeze("i-1");
    expect(played.instances[1]?.calls).toEqual(["boot", "freeze"]);
    expect(frozen(played)).toEqual([false, true, false]);
    group.unfreeze("i-1");
    expect(played.instances[1]?.calls).toEqual(["boot", "freeze", "thaw"]);
    expect(frozen(played)).toEqual([false, false, false]);
  });

  test("is reported, and so is an unfrozen one", async () => {
    const { played, group } = await servingGroup();
    const { changes } = played;
    group.freeze("i-1");
    expect(played.changes).toBe(changes + 1);
    group.unfreeze("i-1");
    expect(played.changes).toBe(changes + 2);
  });

  test("is not unfrozen if it was not frozen", async () => {
    const { played, group } = await servingGroup();
    group.unfreeze("i-1");
    expect(played.instances[1]?.calls).toEqual(["boot"]);
  });
});

describe("a lost zone", () => {
  test("freezes its own instances, and unfreezes them when it is back", async () => {
    const { played, group } = await servingGroup();
    played.zonesDown.add("b");
    group.zonesChanged();
    group.zonesChanged();
    expect(played.instances.map(({ calls }) => calls)).toEqual([["boot"], ["boot", "freeze"], ["boot"]]);
    expect(frozen(played)).toEqual([false, true, false]);
    played.zonesDown.clear();
    group.zonesChanged();
    expect(played.instances.map(({ calls }) => calls)).toEqual([
      ["boot"],
      ["boot", "freeze", "thaw"],
      ["boot"],
    ]);
  });

  test("keeps an instance frozen that was frozen before", async () => {
    const { played, group } = await servingGroup();
    group.freeze("i-1");
    played.zonesDown.add("b");
    group.zonesChanged();
    played.zonesDown.clear();
    group.zonesChanged();
    expect(played.instances[1]?.calls).toEqual(["boot", "freeze"]);
  });

  test("keeps an instance frozen that is unfrozen meanwhile", async () => {
    const { played, group } = await servingGroup();
    group.freeze("i-1");
    played.zonesDown.add("b");
    group.unfreeze("i-1");
    expect(frozen(played)).toEqual([false, true, false]);
    group.unfreeze("i-1");
    expect(frozen(played)).toEqual([false, true, false]);
    played.zonesDown.clear();
    group.zonesChanged();
    expect(frozen(played)).toEqual([false, false, false]);
  });

  test("is acted on at once", async () => {
    const { played, group, targetGroup } = await servingGroup({
      desiredCapacity: 2,
      availabilityZones: ["b"],
    });
    played.zonesDown.add("b");
    group.kill("i-0");
    played.clock.advance(2_000);
    expect(played.instances).toHaveLength(2);
    played.zonesDown.clear();
    group.zonesChanged();
    expect(played.instances).toHaveLength(3);
    expect(targetGroup.deregistrations).toEqual(["i-0"]);
  });
});

describe("the history names", () => {
  const causes = (played: PlayedGroup, beginning: string) =>
    played.activities(beginning).map(({ cause }) => cause);

  test("the request that created the group, and the capacity before and after", () => {
    const played = new PlayedGroup();
    played.group.start();
    for (const cause of causes(played, "Launching")) {
      expect(cause).toContain("created an AutoScalingGroup changing the desired capacity from 0 to 3.");
      expect(cause).toContain("increasing the capacity from 0 to 3.");
    }
  });

  test("a launch that has succeeded", async () => {
    const { played } = await servingGroup({ desiredCapacity: 1 });
    expect(played.activities("Launching").map(({ statusCode }) => statusCode)).toEqual(["Successful"]);
  });

  test("the capacity without instances that are terminating", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    group.update(groupSettings({ desiredCapacity: 1 }), [targetGroup]);
    expect(causes(played, "Terminating")[0]).toContain("shrinking the capacity from 2 to 1.");
  });

  test("no request that has been fulfilled", async () => {
    const played = await groupOfFailedLaunch();
    played.clock.advance(1_000);
    expect(causes(played, "Launching")[0]).toMatch(/^At \S+ an instance was started/);
  });

  test("a request that waits for another try of a launch", async () => {
    const played = await groupOfFailedLaunch();
    played.group.update(groupSettings({ desiredCapacity: 2 }), []);
    played.clock.advance(1_000);
    expect(causes(played, "Launching")[0]).toContain("changing the desired capacity from 1 to 2.");
  });

  test("no request for the current capacity", async () => {
    const played = await groupOfFailedLaunch();
    played.group.update(groupSettings({ desiredCapacity: 1 }, "2"), []);
    played.clock.advance(1_000);
    expect(causes(played, "Launching")[0]).not.toContain("user request");
  });
});

test("only an unhealthy instance is described as unhealthy", async () => {
  const { played, targetGroup } = await servingGroup();
  targetGroup.tell("i-1", unhealthy);
  played.clock.advance(30_000);
  expect(healthOf(played)).toEqual(["Healthy", "Unhealthy", "Healthy", "Healthy"]);
});

test("an updated group has its new settings", async () => {
  const { group, targetGroup } = await servingGroup();
  group.update(groupSettings({ maxSize: 9 }), [targetGroup]);
  expect(group.settings.maxSize).toBe(9);
});

test.each(["kill", "freeze", "unfreeze"] as const)(
  "%s of an unknown instance is refused by name",
  async (verb) => {
    const { group } = await servingGroup();
    expect(() => group[verb]("i-9")).toThrow("group has no instance i-9");
  },
);
