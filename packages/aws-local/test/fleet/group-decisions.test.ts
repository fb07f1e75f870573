import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type GroupState, type Member, unhealthyReason } from "../../src/fleet/group-decisions.ts";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const gracePeriodMs = 180_000;

function member(id: string, availabilityZone: string, changes: Partial<Member> = {}): Member {
  return {
    id,
    availabilityZone,
    lifecycle: { state: "InService", sinceMs: 0 },
    launchedAtMs: 0,
    ec2: "running",
    elb: "passing",
    ...changes,
  };
}

function state(members: Member[], changes: Partial<GroupState> = {}): GroupState {
  return {
    desiredCapacity: 3,
    availabilityZones: zones,
    zonesDown: new Set(),
    healthCheckType: "ELB",
    gracePeriodMs,
    launchNotBeforeMs: 0,
    maintenance: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
    members,
    ...changes,
  };
}

const oneEach = () => zones.map((zone, index) => member(`i-${index}`, zone));

describe("an Auto Scaling group", () => {
  test("launches its desired capacity spread over the zones", () => {
    expect(decide(state([]), 0).actions).toEqual(
      zones.map((availabilityZone) => ({ kind: "launch", availabilityZone, reason: "capacity" })),
    );
  });

  test("replaces a terminated instance at once in the same zone, even in its grace period", () => {
    const members = oneEach();
    members[1] = member("i-1", "us-east-1b", { ec2: "terminated" });
    expect(decide(state(members), 1).actions).toEqual([
      { kind: "terminate", id: "i-1", reason: "ec2-health" },
      { kind: "launch", availabilityZone: "us-east-1b", reason: "replacement" },
    ]);
  });

  test("leaves a zone it no longer uses one instance at a time: it terminates one and launches the next", () => {
    const members = [...oneEach(), member("i-3", "us-east-1d")];
    expect(decide(state(members, { availabilityZones: ["us-east-1d"] }), 1).actions).toEqual([
      { kind: "terminate", id: "i-0", reason: "capacity" },
      { kind: "launch", availabilityZone: "us-east-1d", reason: "rebalance" },
    ]);
  });

  test("ignores a failing ELB check until the grace period ends, and wakes up then", () => {
    const members = [...oneEach().slice(0, 2), member("i-2", "us-east-1c", { elb: "failing" })];
    expect(decide(state(members), gracePeriodMs - 1)).toEqual({ actions: [], wakeAtMs: gracePeriodMs });
    expect(decide(state(members), gracePeriodMs).actions).toContainEqual({
      kind: "launch",
      availabilityZone: "us-east-1c",
      reason: "replacement",
    });
  });

  test("keeps an unhealthy instance until its replacement is in service, as the maintenance policy asks", () => {
    const failing = member("i-2", "us-east-1c", { elb: "failing" });
    const pending = member("i-3", "us-east-1c", {
      lifecycle: { state: "Pending" },
      elb: "unknown",
    });
    const healthy = oneEach().slice(0, 2);
    expect(decide(state([...healthy, failing, pending]), gracePeriodMs).actions).toEqual([]);
    const replacement: Member = { ...pending, lifecycle: { state: "InService", sinceMs: gracePeriodMs } };
    expect(decide(state([...healthy, failing, replacement]), gracePeriodMs).actions).toEqual([
      { kind: "terminate", id: "i-2", reason: "elb-health" },
    ]);
  });

  test("without a maintenance policy terminates an unhealthy instance first", () => {
    const members = [...oneEach().slice(0, 2), member("i-2", "us-east-1c", { elb: "failing" })];
    expect(decide(state(members, { maintenance: null }), gracePeriodMs).actions).toContainEqual({
      kind: "terminate",
      id: "i-2",
      reason: "elb-health",
    });
  });

  test("launches in the remaining zones while one is lost, and moves back when it returns", () => {
    const lost = [member("i-0", "us-east-1a", { ec2: "terminated" }), ...oneEach().slice(1)];
    const launched = decide(state(lost, { zonesDown: new Set(["us-east-1a"]) }), 0).actions;
    expect(launched).toContainEqual({
      kind: "launch",
      availabilityZone: "us-east-1b",
      reason: "replacement",
    });
    const crowded = [...oneEach().slice(1), member("i-3", "us-east-1b")];
    expect(decide(state(crowded), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1a", reason: "rebalance" },
    ]);
  });

  test("also terminates an unhealthy instance first when its maximum leaves no room above its desired capacity", () => {
    const members = [...oneEach().slice(0, 2), member("i-2", "us-east-1c", { elb: "failing" })];
    const maintenance = { minHealthyPercentage: 90, maxHealthyPercentage: 100 };
    expect(decide(state(members, { maintenance }), gracePeriodMs).actions).toEqual([
      { kind: "terminate", id: "i-2", reason: "elb-health" },
      { kind: "launch", availabilityZone: "us-east-1c", reason: "replacement" },
    ]);
  });

  test("with EC2 health checks ignores a failing ELB check, but not a terminated instance", () => {
    const failing = oneEach().map((one) => ({ ...one, elb: "failing" as const }));
    const ec2Only = { healthCheckType: "EC2" } as const;
    expect(decide(state(failing, ec2Only), gracePeriodMs).actions).toEqual([]);
    const dead = [...failing.slice(0, 2), member("i-2", "us-east-1c", { ec2: "terminated" })];
    expect(decide(state(dead, ec2Only), gracePeriodMs).actions).toContainEqual({
      kind: "terminate",
      id: "i-2",
      reason: "ec2-health",
    });
  });

  test("waits while every zone is lost, and keeps running instances", () => {
    const zonesDown = new Set(zones);
    expect(decide(state([], { zonesDown }), 0)).toEqual({ actions: [], wakeAtMs: null });
    expect(decide(state(oneEach(), { zonesDown }), 0).actions).toEqual([]);
  });

  test("terminates instances of a lost zone first, then the oldest in the zone with the most", () => {
    const members = [
      member("i-0", "us-east-1a", { launchedAtMs: 5 }),
      member("i-1", "us-east-1b", { launchedAtMs: 2 }),
      member("i-2", "us-east-1b", { launchedAtMs: 1 }),
      member("i-3", "us-east-1c", { launchedAtMs: 0 }),
      member("i-4", "us-east-1a", { launchedAtMs: 4 }),
    ];
    const { actions } = decide(state(members, { zonesDown: new Set(["us-east-1a"]) }), 10);
    expect(actions.map((action) => action.kind === "terminate" && action.id)).toEqual(["i-4", "i-0"]);
    const withoutLoss = decide(state(members.slice(0, 4)), 10).actions;
    expect(withoutLoss).toEqual([{ kind: "terminate", id: "i-2", reason: "capacity" }]);
  });

  test("with changed subnets moves one instance after the other, and launches before it terminates", () => {
    const elsewhere = { availabilityZones: ["us-east-1b", "us-east-1c"] };
    expect(decide(state(oneEach(), elsewhere), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1b", reason: "rebalance" },
    ]);
    const moved = [...oneEach(), member("i-3", "us-east-1b", { launchedAtMs: 1 })];
    expect(decide(state(moved, elsewhere), 0).actions).toEqual([
      { kind: "terminate", id: "i-0", reason: "capacity" },
    ]);
  });

  test("waits after a failed launch before it launches again, but still terminates", () => {
    const dead = [member("i-0", "us-east-1a", { ec2: "terminated" })];
    expect(decide(state(dead, { launchNotBeforeMs: 5 }), 4)).toEqual({
      actions: [{ kind: "terminate", id: "i-0", reason: "ec2-health" }],
      wakeAtMs: 5,
    });
    expect(decide(state([], { launchNotBeforeMs: 5 }), 5).actions).toHaveLength(3);
  });

  test("replaces as many instances at once as its maintenance policy allows, rounded down", () => {
    const failing = oneEach().map((one) => ({ ...one, elb: "failing" as const }));
    const launchedWith = (maxHealthyPercentage: number) =>
      decide(
        state(failing, { maintenance: { minHealthyPercentage: 100, maxHealthyPercentage } }),
        gracePeriodMs,
      ).actions.map(({ kind }) => kind);
    expect(launchedWith(134)).toEqual(["launch"]);
    expect(launchedWith(133)).toEqual([]);
    expect(launchedWith(200)).toEqual(["launch", "launch", "launch"]);
  });

  test("terminates unhealthy instances at once while enough serve for its policy, rounded up", () => {
    const members = [...oneEach(), member("i-3", "us-east-1a", { elb: "failing" })];
    const gone = (minHealthyPercentage: number, desiredCapacity: number) =>
      decide(
        state(members, { desiredCapacity, maintenance: { minHealthyPercentage, maxHealthyPercentage: 150 } }),
        gracePeriodMs,
      ).actions.some(({ kind }) => kind === "terminate");
    expect([gone(75, 4), gone(76, 4), gone(100, 4), gone(60, 5), gone(61, 5)]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test("counts a booting instance neither as serving nor as surplus", () => {
    const pending = member("i-3", "us-east-1a", { lifecycle: { state: "Pending" }, elb: "unknown" });
    expect(decide(state([...oneEach(), pending]), 0).actions).toEqual([]);
    const failing = member("i-2", "us-east-1c", { elb: "failing" });
    const maintenance = { minHealthyPercentage: 100, maxHealthyPercentage: 200 };
    const members = [...oneEach().slice(0, 2), pending, failing];
    expect(decide(state(members, { maintenance }), gracePeriodMs).actions).toEqual([]);
  });

  test("launches into the first zone with the fewest instances, without those that are leaving", () => {
    const leaving = member("i-9", "us-east-1b", { lifecycle: { state: "Terminating" } });
    const members = [member("i-0", "us-east-1a"), leaving];
    expect(decide(state(members), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1b", reason: "replacement" },
      { kind: "launch", availabilityZone: "us-east-1c", reason: "replacement" },
    ]);
    expect(decide(state(members.slice(0, 1)), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1b", reason: "capacity" },
      { kind: "launch", availabilityZone: "us-east-1c", reason: "capacity" },
    ]);
  });

  test("moves an instance only if zones differ by two, and not while one boots", () => {
    const two = [member("i-0", "us-east-1a"), member("i-1", "us-east-1a"), member("i-2", "us-east-1b")];
    expect(decide(state(two), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1c", reason: "rebalance" },
    ]);
    expect(decide(state(two, { zonesDown: new Set(["us-east-1a"]) }), 0).actions).toEqual([
      { kind: "launch", availabilityZone: "us-east-1c", reason: "rebalance" },
    ]);
    const booting = [...two.slice(0, 2), { ...two[2], lifecycle: { state: "Pending" } } as Member];
    expect(decide(state(booting), 0).actions).toEqual([]);
    expect(decide(state(two.slice(1), { desiredCapacity: 2 }), 0).actions).toEqual([]);
  });

  test("terminates first in a zone without a subnet, and the oldest first", () => {
    const members = [
      member("i-0", "us-east-1a", { launchedAtMs: 3 }),
      member("i-1", "us-east-1b", { launchedAtMs: 2 }),
      member("i-2", "us-east-1c", { launchedAtMs: 1 }),
    ];
    const victims = (changes: Partial<GroupState>) =>
      decide(state(members, changes), 10).actions.map((action) => action.kind === "terminate" && action.id);
    expect(victims({ desiredCapacity: 2, availabilityZones: zones.slice(1) })).toEqual(["i-0"]);
    expect(victims({ desiredCapacity: 2 })).toEqual(["i-2"]);
    expect(victims({ desiredCapacity: 1 })).toEqual(["i-2", "i-1"]);
    expect(victims({ desiredCapacity: 1, zonesDown: new Set(["us-east-1a"]) })).toEqual(["i-0", "i-2"]);
  });

  test("wakes up at the earliest of its future deadlines", () => {
    const failing = (sinceMs: number) =>
      member("i-2", "us-east-1c", { elb: "failing", lifecycle: { state: "InService", sinceMs } });
    const wakes = (members: Member[], nowMs: number, changes: Partial<GroupState> = {}) =>
      decide(state([...oneEach().slice(0, 2), ...members], changes), nowMs).wakeAtMs;
    expect(wakes([failing(10)], 20)).toBe(gracePeriodMs + 10);
    expect(wakes([failing(10), { ...failing(5), id: "i-3" }], 20)).toBe(gracePeriodMs + 5);
    expect(wakes([failing(10)], 20, { launchNotBeforeMs: 30 })).toBe(30);
    expect(wakes([failing(10)], gracePeriodMs + 10)).toBeNull();
    expect(wakes([failing(10)], 20, { healthCheckType: "EC2" })).toBeNull();
    expect(wakes([{ ...failing(10), elb: "passing" }], 20)).toBeNull();
    expect(wakes([{ ...failing(10), lifecycle: { state: "Pending" } }], 20)).toBeNull();
    expect(wakes([], 20, { launchNotBeforeMs: 20 })).toBeNull();
  });

  test("calls an instance unhealthy only in service, with a failing check, after its grace period", () => {
    const one = member("i-0", "us-east-1a", {
      elb: "failing",
      lifecycle: { state: "InService", sinceMs: 5 },
    });
    const reason = (changes: Partial<Member>, nowMs: number) =>
      unhealthyReason(state([]), { ...one, ...changes }, nowMs);
    expect(reason({}, gracePeriodMs + 4)).toBeNull();
    expect(reason({}, gracePeriodMs + 5)).toBe("elb-health");
    expect(reason({ elb: "passing" }, gracePeriodMs + 5)).toBeNull();
    expect(reason({ elb: "unknown" }, gracePeriodMs + 5)).toBeNull();
    expect(reason({ lifecycle: { state: "Pending" } }, gracePeriodMs + 5)).toBeNull();
    expect(reason({ ec2: "terminated" }, 0)).toBe("ec2-health");
  });

  test("does not judge an instance that is already leaving", () => {
    const leaving = member("i-0", "us-east-1a", { lifecycle: { state: "Terminating" }, ec2: "terminated" });
    expect(unhealthyReason(state([leaving]), leaving, gracePeriodMs)).toBeNull();
  });

  test("terminates everything for a desired capacity of 0", () => {
    const { actions } = decide(state(oneEach(), { desiredCapacity: 0 }), 0);
    expect(actions.map((action) => action.kind === "terminate" && action.reason)).toEqual(
      zones.map(() => "capacity"),
    );
  });
});

describe("over random schedules of deaths, failing checks, lost zones and changes of capacity", () => {
  type Event =
    | { kind: "boot" | "gone" | "die" | "fail" | "pass"; pick: number }
    | { kind: "zone"; zone: number; down: boolean }
    | { kind: "subnets"; zones: string[] }
    | { kind: "launch-failed"; backoffMs: number }
    | { kind: "desire"; capacity: number }
    | { kind: "time"; ms: number };

  const pick = fc.nat(20);
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ kind: fc.constantFrom("boot", "gone", "die", "fail", "pass"), pick }),
    fc.record({ kind: fc.constant("zone" as const), zone: fc.nat(2), down: fc.boolean() }),
    fc.record({
      kind: fc.constant("subnets" as const),
      zones: fc.shuffledSubarray(["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"], { minLength: 1 }),
    }),
    fc.record({ kind: fc.constant("launch-failed" as const), backoffMs: fc.nat(60_000) }),
    fc.record({ kind: fc.constant("desire" as const), capacity: fc.nat(6) }),
    fc.record({ kind: fc.constant("time" as const), ms: fc.nat(2 * gracePeriodMs) }),
  );
  const policy = fc.constantFrom(null, { minHealthyPercentage: 100, maxHealthyPercentage: 200 });

  /** A group whose decisions are carried out: launches become pending members, terminations end when the schedule says so. */
  class SimulatedGroup {
    members: Member[] = [];
    zonesDown = new Set<string>();
    availabilityZones = zones;
    desiredCapacity = 3;
    launchNotBeforeMs = 0;
    nowMs = 0;
    readonly maintenance: GroupState["maintenance"];
    #launched = 0;

    constructor(maintenance: GroupState["maintenance"]) {
      this.maintenance = maintenance;
    }

    state(): GroupState {
      const { members, zonesDown, availabilityZones, desiredCapacity, launchNotBeforeMs, maintenance } = this;
      return state(members, {
        zonesDown,
        availabilityZones,
        desiredCapacity,
        launchNotBeforeMs,
        maintenance,
      });
    }

    react(): void {
      for (const action of decide(this.state(), this.nowMs).actions) {
        if (action.kind === "terminate") {
          const target = this.members.find(({ id }) => id === action.id);
          expect(target?.lifecycle.state, "only a member that stays can be terminated").not.toBe(
            "Terminating",
          );
          this.#change(action.id, { lifecycle: { state: "Terminating" } });
        } else {
          expect(this.zonesDown.has(action.availabilityZone), "nothing is launched in a lost zone").toBe(
            false,
          );
          expect(this.availabilityZones, "nor where it has no subnet").toContain(action.availabilityZone);
          expect(this.nowMs, "nor while it backs off").toBeGreaterThanOrEqual(this.launchNotBeforeMs);
          const pending = { lifecycle: { state: "Pending" }, elb: "unknown" } as const;
          const launched = member(`i-${this.#launched++}`, action.availabilityZone, pending);
          this.members.push({ ...launched, launchedAtMs: this.nowMs });
        }
      }
    }

    meet(happened: Event): void {
      if (happened.kind === "time") {
        this.nowMs += happened.ms;
      } else if (happened.kind === "desire") {
        this.desiredCapacity = happened.capacity;
      } else if (happened.kind === "subnets") {
        this.availabilityZones = happened.zones;
      } else if (happened.kind === "launch-failed") {
        this.launchNotBeforeMs = this.nowMs + happened.backoffMs;
      } else if (happened.kind === "zone") {
        this.#setZone(zones[happened.zone] ?? "", happened.down);
      } else {
        this.#meetMember(happened.kind, happened.pick);
      }
    }

    /** Boots, ends and heals everything until nothing changes any more. */
    settle(): void {
      this.zonesDown.clear();
      for (let round = 0; round < 50; round++) {
        this.nowMs += gracePeriodMs;
        for (const { id, lifecycle } of this.members) {
          if (lifecycle.state === "Pending") {
            this.#change(id, { lifecycle: { state: "InService", sinceMs: this.nowMs } });
          }
          if (lifecycle.state !== "Terminating") {
            this.#change(id, { elb: "passing" });
          }
        }
        this.members = this.members.filter(({ lifecycle }) => lifecycle.state !== "Terminating");
        this.react();
      }
    }

    #setZone(zone: string, down: boolean): void {
      if (down) {
        this.zonesDown.add(zone);
      } else {
        this.zonesDown.delete(zone);
      }
    }

    #meetMember(kind: "boot" | "gone" | "die" | "fail" | "pass", index: number): void {
      const met = this.members[index % Math.max(1, this.members.length)];
      if (met === undefined) {
        return;
      }
      if (kind === "boot" && met.lifecycle.state === "Pending") {
        this.#change(met.id, { lifecycle: { state: "InService", sinceMs: this.nowMs } });
      }
      if (kind === "gone" && met.lifecycle.state === "Terminating") {
        this.members = this.members.filter(({ id }) => id !== met.id);
      }
      if (kind === "die") {
        this.#change(met.id, { ec2: "terminated" });
      }
      if (kind === "fail") {
        this.#change(met.id, { elb: "failing" });
      }
      if (kind === "pass") {
        this.#change(met.id, { elb: "passing" });
      }
    }

    #change(id: string, changes: Partial<Member>): void {
      this.members = this.members.map((known) => (known.id === id ? { ...known, ...changes } : known));
    }
  }

  const schedules = fc.array(event, { maxLength: 40 });

  test("once its decisions are carried out, it decides nothing more", () => {
    fc.assert(
      fc.property(policy, schedules, (maintenance, events) => {
        const group = new SimulatedGroup(maintenance);
        group.react();
        for (const happened of events) {
          group.meet(happened);
          group.react();
          expect(decide(group.state(), group.nowMs).actions).toEqual([]);
        }
      }),
    );
  });

  test("besides leaving and unhealthy instances, it has at most one more than its desired capacity, to rebalance", () => {
    fc.assert(
      fc.property(policy, schedules, (maintenance, events) => {
        const group = new SimulatedGroup(maintenance);
        for (const happened of events) {
          const before = group.members.length;
          group.react();
          const launched = group.members.length - before;
          const healthy = group.members.filter(
            ({ lifecycle, ec2, elb }) =>
              lifecycle.state !== "Terminating" && ec2 === "running" && elb !== "failing",
          );
          if (launched > 0) {
            expect(healthy.length).toBeLessThanOrEqual(group.desiredCapacity + 1);
          }
          group.meet(happened);
        }
      }),
    );
  });

  test("once the disturbances end, it has exactly the desired capacity, evenly spread over the zones", () => {
    fc.assert(
      fc.property(policy, schedules, (maintenance, events) => {
        const group = new SimulatedGroup(maintenance);
        for (const happened of events) {
          group.react();
          group.meet(happened);
        }
        group.settle();
        expect(group.members).toHaveLength(group.desiredCapacity);
        const counts = group.availabilityZones.map(
          (zone) => group.members.filter(({ availabilityZone }) => availabilityZone === zone).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(group.desiredCapacity);
      }),
    );
  });
});
