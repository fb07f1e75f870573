import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  groupSettings,
  healthy,
  PlayedGroup,
  type PlayedInstance,
  PlayedTargetGroup,
  servingGroup,
  settled,
  unhealthy,
} from "./played-group.ts";

describe("a group that shrinks to nothing", () => {
  test("ends an instance only when it has no request in flight, and lists each termination once", async () => {
    const { played, group, targetGroup } = await servingGroup();
    const retired = group.retire();
    await settled();
    expect(played.instances.map(({ calls }) => calls)).toEqual([["boot"], ["boot"], ["boot"]]);
    targetGroup.drained("i-1");
    await settled();
    expect(played.instances.map(({ isEnding }) => isEnding)).toEqual([false, true, false]);
    targetGroup.drained("i-0");
    targetGroup.drained("i-2");
    await settled();
    for (const { ending } of played.instances) {
      ending.resolve();
    }
    await retired;
    expect(targetGroup.deregistrations).toEqual(["i-0", "i-1", "i-2"]);
    expect(played.activities("Terminating")).toHaveLength(3);
    expect(played.activities("Terminating").map(({ statusCode }) => statusCode)).toEqual(
      Array(3).fill("Successful"),
    );
  });

  test("leaves no timers and no listeners", async () => {
    const { played, group, targetGroup } = await servingGroup({ healthCheckGracePeriodSeconds: 300 });
    played.check(unhealthy);
    group.kill("i-0");
    expect(played.clock.waiting()).toBeGreaterThan(0);
    const retired = group.retire();
    for (const { id, ending } of played.instances) {
      ending.resolve();
      targetGroup.drained(id);
    }
    await retired;
    expect(played.clock.waiting()).toBe(0);
    expect(targetGroup.listeners()).toBe(0);
  });
});

test("a closed group ends its instances without draining, and its timers", async () => {
  const { played, group, targetGroup } = await servingGroup({ healthCheckGracePeriodSeconds: 300 });
  played.check(unhealthy);
  for (const { ending } of played.instances) {
    ending.resolve();
  }
  await group.close();
  expect(played.clock.waiting()).toBe(0);
  expect(targetGroup.deregistrations).toEqual([]);
  expect(played.instances.every(({ calls }) => calls.includes("destroy"))).toBe(true);
  expect(targetGroup.listeners()).toBe(0);
});

test("an instance that its target group finds unhealthy is replaced after the grace period", async () => {
  const { played, targetGroup } = await servingGroup();
  targetGroup.tell("i-1", unhealthy);
  played.clock.advance(29_999);
  expect(played.instances).toHaveLength(3);
  played.clock.advance(1);
  expect(played.instances).toHaveLength(4);
  expect(played.group.describe().instances[1]?.healthStatus).toBe("Unhealthy");
});

test("the group does not replace instances of a target group in which none has ever been healthy", async () => {
  const { played, targetGroup } = await servingGroup();
  const another = new PlayedTargetGroup("arn:another");
  played.group.update(groupSettings(), [targetGroup, another]);
  played.clock.advance(30_000);
  another.tell("i-0", unhealthy);
  expect(played.instances).toHaveLength(3);
  another.tell("i-1", healthy);
  another.tell("i-0", unhealthy);
  expect(played.instances).toHaveLength(4);
});

test("after a failed launch the group tries again, with longer pauses, and says what went wrong", async () => {
  const played = new PlayedGroup(groupSettings({ desiredCapacity: 1 }), []);
  played.group.start();
  for (const waitMs of [1_000, 2_000, 4_000]) {
    const failing = played.instances.at(-1);
    failing?.booting.reject(new Error("no space left on device"));
    failing?.ending.resolve();
    await settled();
    const launches = played.instances.length;
    played.clock.advance(waitMs - 1);
    expect(played.instances).toHaveLength(launches);
    played.clock.advance(1);
    expect(played.instances).toHaveLength(launches + 1);
  }
  const [running, ...failed] = played.activities("Launching");
  expect(running?.statusCode).toBe("InProgress");
  expect(failed.map(({ statusCode, statusMessage }) => [statusCode, statusMessage])).toEqual(
    Array(3).fill(["Failed", "no space left on device"]),
  );
  expect(played.activities("Terminating")).toEqual([]);
});

describe("an update of a group", () => {
  test("launches new instances from the new template and keeps running ones", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.update(groupSettings({ desiredCapacity: 4 }, "2"), [targetGroup]);
    expect(played.instances.map(({ templateVersion }) => templateVersion)).toEqual(["1", "1", "1", "2"]);
    expect(group.describe().instances.map(({ launchTemplate }) => launchTemplate.version)).toEqual([
      ...["1", "1", "1", "2"],
    ]);
    expect(played.activities("Launching")[0]?.cause).toContain(
      "update of AutoScalingGroup constraints to min: 0, max: 6, desired: 4 changing the desired capacity from 3 to 4.",
    );
  });

  test("that lowers the capacity terminates instances and gives that as the reason", async () => {
    const { played, group, targetGroup } = await servingGroup();
    group.update(groupSettings({ desiredCapacity: 2 }), [targetGroup]);
    expect(played.states().toSorted()).toEqual(["InService", "InService", "Terminating"]);
    expect(played.activities("Terminating")[0]?.cause).toContain("desired capacity from 3 to 2");
  });

  test("to other zones launches there before it terminates", async () => {
    const { played, group, targetGroup } = await servingGroup({
      availabilityZones: ["a"],
      desiredCapacity: 1,
    });
    group.update(groupSettings({ availabilityZones: ["b"], desiredCapacity: 1 }), [targetGroup]);
    expect(played.instances.map(({ availabilityZone }) => availabilityZone)).toEqual(["a", "b"]);
    expect(targetGroup.deregistrations).toEqual([]);
    await played.boot();
    expect(targetGroup.deregistrations).toEqual(["i-0"]);
    expect(played.activities("Terminating")[0]?.cause).not.toContain("user request");
  });

  test("to other target groups registers the instances there, and drains from both before it ends one", async () => {
    const { played, group, targetGroup } = await servingGroup({ desiredCapacity: 1 });
    const another = new PlayedTargetGroup("arn:another", 9090);
    group.update(groupSettings({ desiredCapacity: 1 }), [another]);
    expect([...another.registered]).toEqual(["i-0"]);
    expect(targetGroup.deregistrations).toEqual(["i-0"]);
    expect(targetGroup.listeners()).toBe(0);
    void group.retire();
    another.drained("i-0");
    await settled();
    expect(played.instances[0]?.isEnding).toBe(false);
    targetGroup.drained("i-0");
    await settled();
    expect(played.instances[0]?.calls).toContain("shutDown");
  });
});

describe("over generated sequences of events", () => {
  type Happening =
    | {
        kind: "boots" | "boot fails" | "passes" | "fails" | "drained" | "ended" | "kill" | "freeze";
        pick: number;
      }
    | { kind: "zone"; zone: string; down: boolean }
    | { kind: "update"; desiredCapacity: number; availabilityZones: string[]; targets: number[] }
    | { kind: "time"; ms: number };

  const kinds = [
    "boots",
    "boots",
    "boot fails",
    "passes",
    "fails",
    "drained",
    "ended",
    "kill",
    "freeze",
  ] as const;
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(20) }) },
    fc.record({
      kind: fc.constant("zone" as const),
      zone: fc.constantFrom("a", "b", "c"),
      down: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("update" as const),
      desiredCapacity: fc.nat(4),
      availabilityZones: fc.subarray(["a", "b", "c", "d"], { minLength: 1 }),
      targets: fc.subarray([0, 1]),
    }),
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("time" as const), ms: fc.nat(40_000) }) },
  );
  const sequences = fc.array(happening, { minLength: 40, maxLength: 80 });

  /** Lets a group meet what is generated, and watches that no instance is ended before its time. */
  class WatchedGroup extends PlayedGroup {
    readonly #all = [new PlayedTargetGroup("arn:0"), new PlayedTargetGroup("arn:1")];
    readonly #killed = new Set<string>();
    version = 1;

    constructor() {
      super();
      this.group.update(groupSettings(), this.#all);
    }

    async meet(happened: Happening): Promise<void> {
      switch (happened.kind) {
        case "time":
          this.clock.advance(happened.ms);
          break;
        case "zone":
          this.zonesDown[happened.down ? "add" : "delete"](happened.zone);
          this.group.zonesChanged();
          break;
        case "update": {
          const { desiredCapacity, availabilityZones } = happened;
          const changed = groupSettings({ desiredCapacity, availabilityZones }, String(++this.version));
          this.group.update(
            changed,
            this.#all.filter((_targetGroup, index) => happened.targets.includes(index)),
          );
          break;
        }
        default:
          this.#meetInstance(happened.kind, happened.pick);
      }
      await settled();
    }

    #meetInstance(kind: (typeof kinds)[number], pick: number): void {
      const present = this.instances.filter(({ id }) => this.#describe(id) !== undefined);
      const met = present[pick % Math.max(1, present.length)];
      const targetGroup = this.#all[pick % 2];
      if (met === undefined || targetGroup === undefined) {
        return;
      }
      const effects: Record<typeof kind, () => void> = {
        boots: () => met.booting.resolve(),
        "boot fails": () => met.booting.reject(new Error("cannot boot")),
        passes: () => targetGroup.tell(met.id, healthy),
        fails: () => targetGroup.tell(met.id, unhealthy),
        drained: () => targetGroup.drained(met.id),
        ended: () => met.isEnding && met.ending.resolve(),
        kill: () => {
          this.#killed.add(met.id);
          this.group.kill(met.id);
        },
        freeze: () => this.group.freeze(met.id),
      };
      effects[kind]();
    }

    #describe(id: string) {
      return this.group.describe().instances.find(({ instanceId }) => instanceId === id);
    }

    watch(): void {
      for (const instance of this.instances) {
        this.#watchInstance(instance);
      }
      const { activities } = this.group.describe();
      const descriptions = activities.map(({ description }) => description);
      expect(new Set(descriptions).size, "each launch and each termination is listed once").toBe(
        descriptions.length,
      );
    }

    #watchInstance({ id, calls }: PlayedInstance): void {
      const isDraining = this.#all.some(({ draining }) => draining.has(id));
      const isRegistered = this.#all.some(({ registered }) => registered.has(id));
      expect(calls.filter((call) => call === "shutDown").length, "shut down at most once").toBeLessThan(2);
      if (calls.includes("shutDown")) {
        expect(isDraining || isRegistered, `${id} is shut down while requests may be in flight`).toBe(false);
      }
      if (calls.includes("destroy") && isRegistered) {
        expect(this.#killed.has(id), `${id} is destroyed while it is registered`).toBe(true);
      }
      for (const { deregistrations } of this.#all) {
        const times = deregistrations.filter((other) => other === id).length;
        expect(times, "drains once for each time it was attached").toBeLessThanOrEqual(this.version);
      }
    }

    /** Lets everything that is under way come to its end. */
    async finish(): Promise<void> {
      for (let round = 0; round < 20; round++) {
        for (const { booting, ending, isEnding } of this.instances) {
          booting.resolve();
          if (isEnding) {
            ending.resolve();
          }
        }
        for (const targetGroup of this.#all) {
          for (const id of [...targetGroup.draining.keys()]) {
            targetGroup.drained(id);
          }
        }
        await settled();
      }
    }
  }

  test("no instance ends while requests may be in flight, each termination is listed once, and a deleted group leaves nothing", async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (happenings) => {
        const played = new WatchedGroup();
        for (const happened of happenings) {
          await played.meet(happened);
          played.watch();
        }
        const retired = played.group.retire();
        await played.finish();
        await retired;
        played.watch();
        expect(played.group.describe().instances).toEqual([]);
        expect(played.clock.waiting()).toBe(0);
      }),
    );
  });

  test("once the disturbances end, the group has its desired capacity, and new instances use the newest template", async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (happenings) => {
        const played = new WatchedGroup();
        for (const happened of happenings) {
          const before = played.instances.length;
          await played.meet(happened);
          const launched = played.instances.slice(before);
          expect(launched.every(({ templateVersion }) => Number(templateVersion) === played.version)).toBe(
            true,
          );
        }
        played.zonesDown.clear();
        played.group.zonesChanged();
        for (let round = 0; round < 20; round++) {
          played.clock.advance(60_000);
          await played.finish();
        }
        const { instances, desiredCapacity, activities } = played.group.describe();
        expect(instances.map(({ lifecycleState }) => lifecycleState)).toEqual(
          Array(desiredCapacity).fill("InService"),
        );
        expect(activities.filter(({ statusCode }) => statusCode === "InProgress")).toEqual([]);
      }),
    );
  });
});
