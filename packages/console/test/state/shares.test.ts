import fc from "fast-check";
import { expect, test } from "vitest";
import { shareSeconds, sharesOf } from "../../src/state/shares.ts";
import { answers, second, snapshot } from "../fixtures.ts";

const { targetGroup } = snapshot();

/** A lab with a second target group. */
function canary(weights: [basic: number, soft: number], build = "error-handling") {
  const soft = { ...targetGroup, name: "a-soft", arn: "arn:soft", weight: weights[1], build };
  return snapshot({ targetGroup: { ...targetGroup, weight: weights[0] }, otherTargetGroups: [soft] });
}

const requests = (number: number, basic: number, soft: number) =>
  second(number, { requestsByTargetGroup: { [targetGroup.arn]: basic, "arn:soft": soft } });

test("a share is measured by requests, not taken from the weight", () => {
  const shares = sharesOf(canary([90, 10]), [requests(1, 30, 10), requests(2, 45, 15)]);
  expect(shares).toMatchObject([
    { group: { name: "a-soft", weight: 10 }, measured: 0.25, requests: 25 },
    { group: { weight: 90 }, measured: 0.75, requests: 75 },
  ]);
});

test("measured shares add up to one, for any weights and requests", () => {
  const count = fc.nat(1000);
  fc.assert(
    fc.property(count, count, fc.array(fc.tuple(count, count), { maxLength: 5 }), (basic, soft, counted) => {
      const seconds = counted.map(([one, other], index) => requests(index, one, other));
      const shares = sharesOf(canary([basic, soft]), seconds);
      const total = counted.flat().reduce((all, one) => all + one, 0);
      const measured = shares.map((share) => share.measured);
      if (total === 0) {
        expect(measured).toEqual([undefined, undefined]);
      } else {
        expect(measured.reduce((all = 0, one = 0) => all + one)).toBeCloseTo(1);
      }
    }),
  );
});

test("older seconds do not count", () => {
  const seconds = [requests(1, 100, 0), requests(1 + shareSeconds, 1, 1)];
  expect(sharesOf(canary([1, 1]), seconds).map(({ requests: counted }) => counted)).toEqual([1, 1]);
});

test("answers belong to a group if no other group has servers of its build", () => {
  const seconds = [
    second(1, { answers: [answers("basic", { failed: 3 }), answers("error-handling", { degraded: 2 })] }),
  ];
  const [soft, basic] = sharesOf(canary([1, 1]), seconds);
  expect(soft?.counts).toMatchObject({ degraded: 2, failed: 0 });
  expect(basic?.counts).toMatchObject({ degraded: 0, failed: 3 });
  const alike = sharesOf(canary([1, 1], "basic"), seconds);
  expect(alike.map(({ counts }) => counts)).toEqual([undefined, undefined]);
});
