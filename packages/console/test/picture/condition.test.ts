import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { conditionOf } from "../../src/picture/condition.ts";
import { basisOf } from "../../src/story/basis.ts";
import { answers, instanceId, second, snapshot } from "../fixtures.ts";

const requestsByTarget = { [instanceId(0)]: 2, [instanceId(1)]: 2, [instanceId(2)]: 1 };
const off = { parameter: { name: "/p/RecommendationServiceEnabled", value: "false", version: 2 } };

const conditionAt = (given: Partial<LabSnapshot>, seconds: readonly Second[]) =>
  conditionOf(snapshot(given), basisOf(seconds));
const first = (given: Partial<LabSnapshot>, seconds: readonly Second[]) =>
  conditionAt(given, seconds).instances.get(instanceId(0));

const failing = [second(1, { requestsByTarget, answers: [answers("basic", { failed: 5 })] })];

test("the path to a disturbed table shows how its requests ended", () => {
  expect(first(off, failing)).toMatchObject({ table: "broken", parameter: "busy", reach: "busy" });
  const degraded = [second(1, { requestsByTarget, answers: [answers("error-handling", { degraded: 5 })] })];
  expect(first({ ...off, build: "error-handling" }, degraded)?.table).toBe("degraded");
});

test("while answers are still personal, a switch that is off does not break a path", () => {
  const personal = [second(1, { requestsByTarget, answers: [answers("basic", { personal: 5 })] })];
  expect(first(off, personal)?.table).toBe("busy");
});

test("failures without a cause behind the instance are shown on the path to it", () => {
  expect(first({}, failing)).toMatchObject({ reach: "broken", table: "busy" });
});

test("a frozen instance and a lost zone are shown where they are", () => {
  const { autoScalingGroup } = snapshot();
  const instances = autoScalingGroup.instances.map((one) => ({ ...one, frozen: one.id === instanceId(0) }));
  expect(first({ autoScalingGroup: { ...autoScalingGroup, instances } }, failing)).toMatchObject({
    tone: "bad",
    word: "frozen",
    reach: "broken",
  });
  expect(first({ zonesDown: ["us-east-1a"] }, failing)?.word).toBe("zone down");
});

test("a target of another target group is shown in its own state", () => {
  const { targetGroup } = snapshot();
  const [target] = targetGroup.targets;
  const mine = { ...targetGroup, targets: targetGroup.targets.slice(1) };
  const other = {
    ...targetGroup,
    arn: "arn:other",
    targets: target ? [{ ...target, state: "unhealthy" as const }] : [],
  };
  expect(first({ targetGroup: mine, otherTargetGroups: [other] }, [])?.word).toBe("unhealthy");
});

test("a fault is shown on the service it hits", () => {
  const error = { statusCode: 400, code: "ThrottlingException" };
  const faults = [{ id: "fault-1", effectCount: 0, service: "dynamodb" as const, probability: 1, error }];
  const { table, parameter } = conditionAt({ faults }, failing);
  expect(table).toEqual({ disturbed: true, word: "ThrottlingException" });
  expect(parameter.disturbed).toBe(false);
});

test("the instances' rates add up to the load balancer's, with any number of unanswered requests", () => {
  const answersByTarget = { [instanceId(0)]: 2, [instanceId(2)]: 3 };
  const { answersPerSecond, instances } = conditionAt({}, [
    second(1, { requestsByTarget, answersByTarget, answers: [answers("basic", { personal: 4, failed: 1 })] }),
  ]);
  const rates = [...instances.values()].map((one) => one.answersPerSecond);
  expect(rates).toEqual([2, 0, 3]);
  expect(answersPerSecond).toBe(5);
});
