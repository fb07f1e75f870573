import fc from "fast-check";
import { expect, test } from "vitest";
import { dotAt, journeyOf, legMs } from "../../src/picture/journey.ts";
import { layoutPicture } from "../../src/picture/layout.ts";
import { mostPacketsPerTarget, type Packet, packetCount, packetsOf } from "../../src/picture/packets.ts";
import { second } from "../fake-state.ts";

const counts = fc.nat({ max: 2000 });
const given = fc.record({
  requestsByTarget: fc.dictionary(fc.constantFrom("i-1", "i-2", "i-3", "i-4"), counts),
  answers: fc.record({ personal: counts, degraded: counts, failed: counts }),
});

test("every target with requests gets dots, never more than can be followed", () => {
  fc.assert(
    fc.property(given, ({ requestsByTarget, answers }) => {
      const packets = packetsOf(second(1, { requestsByTarget }), answers);
      for (const [target, requests] of Object.entries(requestsByTarget)) {
        const dots = packets.filter((packet) => packet.target === target).length;
        expect(dots).toBe(packetCount(requests));
        expect(dots > 0).toBe(requests > 0);
        expect(dots).toBeLessThanOrEqual(mostPacketsPerTarget);
      }
      for (const { delayMs } of packets) {
        expect(delayMs).toBeLessThan(1000);
      }
    }),
  );
});

test("the dots' outcomes stand in the ratio of the answers, to within one dot", () => {
  fc.assert(
    fc.property(given, ({ requestsByTarget, answers }) => {
      const total = answers.personal + answers.degraded + answers.failed;
      fc.pre(total > 0);
      const packets = packetsOf(second(1, { requestsByTarget }), answers);
      for (const outcome of ["personal", "degraded", "failed"] as const) {
        const dots = packets.filter((packet) => packet.outcome === outcome).length;
        expect(Math.abs(dots - (packets.length * answers[outcome]) / total)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("more requests never make fewer dots", () => {
  fc.assert(
    fc.property(counts, (requests) => {
      expect(packetCount(requests + 1)).toBeGreaterThanOrEqual(packetCount(requests));
    }),
  );
});

test("refused connections break on the way to the instance, all else at the dependency", () => {
  const refused = packetsOf(
    second(1, { requestsByTarget: { "i-1": 4 }, elb502: 4, targetConnectionErrors: 4 }),
    { personal: 0, degraded: 0, failed: 4 },
  );
  expect(refused.map(({ breaksAt }) => breaksAt)).toEqual(["target", "target", "target", "target"]);
  const empty = packetsOf(second(1, { requestsByTarget: { "i-1": 4 }, elb502: 4 }), {
    personal: 0,
    degraded: 0,
    failed: 4,
  });
  expect(new Set(empty.map(({ breaksAt }) => breaksAt))).toEqual(new Set(["dependency"]));
});

test("requests without a target break at the load balancer", () => {
  const packets = packetsOf(second(1, { elb503: 2 }), { personal: 0, degraded: 0, failed: 2 });
  expect(packets.map(({ target, breaksAt }) => [target, breaksAt])).toEqual([
    [null, "load-balancer"],
    [null, "load-balancer"],
  ]);
});

const layout = layoutPicture(900, ["us-east-1a"], [{ id: "i-1", availabilityZone: "us-east-1a" }]);
const packet = (change: Partial<Packet>): Packet => ({
  target: "i-1",
  outcome: "personal",
  breaksAt: "none",
  delayMs: 0,
  ...change,
});

test("an answered request goes to the table and back, and shows its outcome from there on", () => {
  const journey = journeyOf(packet({}), layout);
  expect(journey.map(({ colour }) => colour)).toEqual([
    "asking",
    "asking",
    "asking",
    "personal",
    "personal",
    "personal",
  ]);
  expect(dotAt(journey, 0)).toMatchObject({ x: layout.clientEdge.from.x, y: layout.clientEdge.from.y });
  expect(dotAt(journey, journey.length * legMs)).toBeUndefined();
});

test("a request refused by an instance never reaches the table", () => {
  const journey = journeyOf(packet({ outcome: "failed", breaksAt: "target" }), layout);
  expect(journey.some(({ edge }) => edge === layout.tableEdges.get("i-1"))).toBe(false);
  expect(journey.at(-1)?.colour).toBe("failed");
});

test("a request to an instance that the picture no longer shows stays away", () => {
  expect(journeyOf(packet({ target: "i-gone" }), layout)).toEqual([]);
});
