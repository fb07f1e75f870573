import { answerKinds } from "@soft-landing/shared/answer-kinds";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dotAt, journeyOf, legMs } from "../../src/picture/journey.ts";
import { layoutPicture } from "../../src/picture/layout.ts";
import { mostPacketsPerTarget, type Packet, packetCount, packetsOf } from "../../src/picture/packets.ts";
import { answers, second } from "../fixtures.ts";

const counts = fc.nat({ max: 2000 });
const given = fc.record({
  requestsByTarget: fc.dictionary(fc.constantFrom("i-1", "i-2", "i-3", "i-4"), counts),
  kinds: fc.record({ personal: counts, degraded: counts, answered: counts, failed: counts }),
});
const basic = () => "basic";

test("every target with requests gets dots, and never more than a person can follow", () => {
  fc.assert(
    fc.property(given, ({ requestsByTarget, kinds }) => {
      fc.pre(Object.values(kinds).some((count) => count > 0));
      const packets = packetsOf(second(1, { requestsByTarget, answers: [answers("basic", kinds)] }), basic);
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

test("a build's dots have the ratio of its answers, to within one dot", () => {
  fc.assert(
    fc.property(given, ({ requestsByTarget, kinds }) => {
      const total = answerKinds.reduce((all, kind) => all + kinds[kind], 0);
      fc.pre(total > 0);
      const packets = packetsOf(second(1, { requestsByTarget, answers: [answers("basic", kinds)] }), basic);
      for (const kind of answerKinds) {
        const dots = packets.filter((packet) => packet.kind === kind).length;
        expect(Math.abs(dots - (packets.length * kinds[kind]) / total)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("during a switch each build's dots show its own answers", () => {
  const packets = packetsOf(
    second(1, {
      requestsByTarget: { "i-old": 3, "i-new": 3 },
      answers: [answers("basic", { failed: 3 }), answers("error-handling", { degraded: 3 })],
    }),
    (id) => (id === "i-old" ? "basic" : "error-handling"),
  );
  expect(new Set(packets.map(({ target, kind }) => `${target} ${kind}`))).toEqual(
    new Set(["i-old failed", "i-new degraded"]),
  );
});

test("unanswered requests have no dots, because their outcome is unknown", () => {
  expect(packetsOf(second(1, { requestsByTarget: { "i-1": 3 }, waiting: 3 }), basic)).toEqual([]);
});

test("more requests never make fewer dots", () => {
  fc.assert(
    fc.property(counts, (requests) => {
      expect(packetCount(requests + 1)).toBeGreaterThanOrEqual(packetCount(requests));
    }),
  );
});

const fourFailed = { requestsByTarget: { "i-1": 4 }, answers: [answers("basic", { failed: 4 })] };

test("refused connections break on the path to the instance, other failures at the dependency", () => {
  const refused = packetsOf(second(1, { ...fourFailed, elb502: 4, targetConnectionErrors: 4 }), basic);
  expect(refused.map(({ turn }) => turn)).toEqual(["target", "target", "target", "target"]);
  const empty = packetsOf(second(1, { ...fourFailed, elb502: 4 }), basic);
  expect(new Set(empty.map(({ turn }) => turn))).toEqual(new Set(["dependency"]));
});

test("requests without a target break at the load balancer", () => {
  const packets = packetsOf(second(1, { elb503: 2 }), basic);
  expect(packets.map(({ target, turn }) => [target, turn])).toEqual([
    [null, "load-balancer"],
    [null, "load-balancer"],
  ]);
});

const layout = layoutPicture(900, ["us-east-1a"], [{ id: "i-1", availabilityZone: "us-east-1a" }]);
const packet = (change: Partial<Packet>): Packet => ({
  target: "i-1",
  kind: "personal",
  turn: "dependency",
  delayMs: 0,
  ...change,
});

test("an answered request goes to the table and back, and shows its outcome on the way back", () => {
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
  const journey = journeyOf(packet({ kind: "failed", turn: "target" }), layout);
  expect(journey.some(({ edge }) => edge === layout.tableEdges.get("i-1"))).toBe(false);
  expect(journey.at(-1)?.colour).toBe("failed");
});

test("a request to an instance that the picture no longer shows has no dot", () => {
  expect(journeyOf(packet({ target: "i-gone" }), layout)).toEqual([]);
});
