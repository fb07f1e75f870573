import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Choose,
  chooseByWeight,
  leastOutstandingRequests,
  roundRobin,
  weightedRandom,
} from "../../../src/load-balancer/routing/algorithms.ts";
import { AnomalyDetector } from "../../../src/load-balancer/routing/anomaly.ts";
import { slowStartWeight } from "../../../src/load-balancer/routing/slow-start.ts";

interface Server {
  inFlight: number;
  requests: number;
  failures: number;
  total: number;
}
const server = (): Server => ({ inFlight: 0, requests: 0, failures: 0, total: 0 });
const servers = (count: number) => Array.from({ length: count }, server);
const fullShare = () => 1;

describe("routing algorithms, as on AWS", () => {
  test("round robin: each of three targets gets a third of 100,000 requests, in turn", () => {
    const targets = servers(3);
    const choose = roundRobin<Server>();
    const first = [1, 2, 3, 4, 5, 6].map(() => targets.indexOf(choose(targets, fullShare) as Server));
    expect(first).toEqual([0, 1, 2, 0, 1, 2]);
    for (const share of distribute(choose, targets, 100_000)) {
      expect(share).toBeCloseTo(1 / 3, 4);
    }
  });

  test("round robin: targets with a full share take turns, whichever targets come and go", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ count: fc.integer({ min: 1, max: 9 }), requests: fc.nat(30) }), {
          minLength: 1,
          maxLength: 12,
        }),
        (stretches) => {
          const choose = roundRobin<Server>();
          for (const { count, requests } of stretches) {
            const targets = servers(count);
            for (let i = 0; i < requests; i++) {
              const chosen = choose(targets);
              expect(chosen).toBeDefined();
              (chosen as Server).total++;
            }
            const totals = targets.map(({ total }) => total);
            expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
    expect(roundRobin<Server>()([])).toBeUndefined();
  });

  test("weighted random: of three targets with a full share, each gets a third of 100,000 requests", () => {
    const targets = servers(3);
    const choose = weightedRandom<Server>(seeded(3));
    for (const share of distribute((all) => choose(all), targets, 100_000)) {
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.0045);
    }
    expect(weightedRandom<Server>(seeded(3))([])).toBeUndefined();
  });

  test("least outstanding requests: always a target with the fewest in flight", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 }),
        fc.nat(20),
        (sizes, turns) => {
          const choose = leastOutstandingRequests<Server>();
          const targets = sizes.map((size) => ({ ...server(), inFlight: size }));
          for (let i = 0; i < turns; i++) {
            choose(targets, fullShare);
          }
          expect(choose(targets, fullShare)?.inFlight).toBe(Math.min(...sizes));
        },
      ),
    );
  });

  test("weighted random: each of three targets gets a third of 100,000 requests, in no fixed order", () => {
    const targets = servers(3);
    const choose = weightedRandom<Server>(seeded(1));
    const first = Array.from({ length: 30 }, () => targets.indexOf(choose(targets, fullShare) as Server));
    expect(first.slice(0, 3)).not.toEqual(first.slice(3, 6));
    // Three standard deviations of a binomial share are 0.0045.
    for (const share of distribute(choose, targets, 100_000)) {
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.0045);
    }
  });

  test("weighted random: an anomalous target loses its share of 100,000 requests, and regains it step by step", () => {
    const targets = servers(3) as [Server, Server, Server];
    const choose = weightedRandom<Server>(seeded(2));
    const detector = new AnomalyDetector<Server>({ algorithm: "weighted_random", anomalyMitigation: "on" });
    const weightOf = (target: Server) => detector.weightOf(target);
    const look = (failureRate: number) => {
      for (const target of targets) {
        target.requests += 100;
        target.failures += target === targets[2] ? 100 * failureRate : 0;
      }
      detector.look(targets);
    };
    for (let i = 0; i < 10; i++) {
      look(1);
    }
    const anomalous = distribute(choose, targets, 100_000, weightOf);
    expect(Math.abs((anomalous[2] ?? 0) - 0.05 / 2.05)).toBeLessThan(0.002);
    expect(Math.abs((anomalous[0] ?? 0) - 1 / 2.05)).toBeLessThan(0.005);

    let before = anomalous[2] ?? 0;
    for (let i = 0; i < 10; i++) {
      look(0);
      const share = detector.weightOf(targets[2]);
      expect(share).toBeGreaterThan(before);
      before = share;
    }
    for (const share of distribute(choose, targets, 100_000, weightOf)) {
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.0045);
    }
  });

  test("slow start: the share rises linearly to the full share", () => {
    expect(slowStartWeight(0, 30)).toBe(0.01);
    expect(slowStartWeight(15_000, 30)).toBe(0.5);
    expect(slowStartWeight(30_000, 30)).toBe(1);
    expect(slowStartWeight(999_000, 30)).toBe(1);
    expect(slowStartWeight(0, 0)).toBe(1);
  });
});

test("round robin: shares follow the weights over 100,000 requests", () => {
  const targets = servers(3);
  const weights = new Map(targets.map((target, i) => [target, [1, 1, 0.25][i] ?? 1]));
  const shares = distribute(roundRobin(), targets, 100_000, (target) => weights.get(target) ?? 1);
  expect(shares[0]).toBeCloseTo(1 / 2.25, 4);
  expect(shares[2]).toBeCloseTo(0.25 / 2.25, 4);
});

test("round robin: targets that come and go never differ by more than one turn while they stay", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 }), (sizes) => {
      const choose = roundRobin<Server>();
      const all = servers(5);
      for (const size of sizes) {
        const present = all.slice(0, size);
        for (const target of present) {
          target.total = 0;
        }
        for (let i = 0; i < size * 7; i++) {
          const chosen = choose(present, fullShare);
          if (chosen) {
            chosen.total++;
          }
        }
        const totals = present.map(({ total }) => total);
        expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test("least outstanding requests: idle targets share 100,000 requests evenly, a slow one gets fewer", () => {
  const targets = servers(3) as [Server, Server, Server];
  const choose = leastOutstandingRequests<Server>();
  for (const share of distribute(choose, targets, 100_000)) {
    expect(share).toBeCloseTo(1 / 3, 3);
  }

  // Two answer within 2 steps, one takes 20: at 1 request a step the slow one holds its own back.
  const ends: { at: number; target: Server }[] = [];
  for (const target of targets) {
    target.total = 0;
  }
  for (let step = 0; step < 100_000; step++) {
    for (; ends[0] && ends[0].at <= step; ends.shift()) {
      ends[0].target.inFlight--;
    }
    const chosen = choose(targets, fullShare) as Server;
    chosen.total++;
    chosen.inFlight++;
    ends.push({ at: step + (chosen === targets[2] ? 20 : 2), target: chosen });
    ends.sort((a, b) => a.at - b.at);
  }
  expect(targets[2].total).toBeLessThan(targets[0].total / 2);
  expect(targets[0].total).toBeCloseTo(targets[1].total, -4);
});

test.for([
  ["round robin", () => roundRobin<Server>()],
  ["least outstanding requests", () => leastOutstandingRequests<Server>()],
  ["weighted random", () => weightedRandom<Server>(seeded(3))],
] as const)("%s: chooses no target if there is none", ([, make]) => {
  expect(make()([], fullShare)).toBeUndefined();
});

test("round robin: the first target is served first", () => {
  const targets = servers(3);
  const choose = roundRobin<Server>();
  expect([1, 2, 3, 4].map(() => targets.indexOf(choose(targets) as Server))).toEqual([0, 1, 2, 0]);
});

describe("a choice by weight", () => {
  test.each([
    [0, "a"],
    [0.19, "a"],
    [0.2, "b"],
    [0.99, "b"],
  ])("for the draw %d and weights 1, 0 and 4 is %s", (draw, name) => {
    const choices = [
      { name: "a", weight: 1 },
      { name: "none", weight: 0 },
      { name: "b", weight: 4 },
    ];
    expect(chooseByWeight(choices, () => draw)?.name).toBe(name);
  });

  test("is the only one without a draw, and none if that has no weight", () => {
    expect(chooseByWeight([{ weight: 3 }], () => expect.fail("was drawn"))).toEqual({ weight: 3 });
    expect(chooseByWeight([{ weight: 0 }], () => 0)).toBeUndefined();
    expect(chooseByWeight([{ weight: 0 }, { weight: 0 }], () => 0)).toBeUndefined();
    expect(chooseByWeight([], () => 0)).toBeUndefined();
  });
});

test("weighted random: a target's chance is exactly its weight", () => {
  const targets = servers(3) as [Server, Server, Server];
  const weightOf = (target: Server) => (target === targets[0] ? 0.5 : 1);
  const at = (draw: number) =>
    targets.indexOf(weightedRandom<Server>(() => draw)(targets, weightOf) as Server);
  expect([0, 0.19, 0.2, 0.59, 0.6, 0.99].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
  // A sum of fractions may come out a little short.
  expect(weightedRandom<Server>(() => 1)(targets, weightOf)).toBe(targets[2]);
});

test("least outstanding requests: equal targets take turns, from the second on", () => {
  const targets = servers(3);
  const choose = leastOutstandingRequests<Server>();
  const turns = () => targets.indexOf(choose(targets) as Server);
  expect([turns(), turns(), turns(), turns()]).toEqual([1, 2, 0, 1]);
  choose([]);
  expect(turns()).toBe(1);
});

/** A generator of its own, so that a run can be repeated (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function distribute(
  choose: Choose<Server>,
  targets: Server[],
  requests: number,
  weightOf = fullShare as (t: Server) => number,
): number[] {
  for (const target of targets) {
    target.total = 0;
  }
  for (let i = 0; i < requests; i++) {
    const chosen = choose(targets, weightOf);
    if (chosen) {
      chosen.total++;
    }
  }
  return targets.map(({ total }) => total / requests);
}
