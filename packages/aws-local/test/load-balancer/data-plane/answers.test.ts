import { expect, test } from "vitest";
import type { Answer } from "../../../src/load-balancer/contract.ts";
import { Answers } from "../../../src/load-balancer/data-plane/answers.ts";
import type { LoadBalancerMetrics } from "../../../src/load-balancer/metrics/load-balancer-metrics.ts";

const counted: number[] = [];
const metrics = { elb: (status: number) => counted.push(status) } as unknown as LoadBalancerMetrics;

function observed(answerKindHeader?: string) {
  const told: Answer[] = [];
  const answers = new Answers(metrics, "listener", {
    onAnswer: (answer) => told.push(answer),
    ...(answerKindHeader !== undefined && { answerKindHeader }),
  });
  return { answers, told };
}

test("without a callback nothing is recorded, and the load balancer's own answers are counted all the same", () => {
  counted.length = 0;
  const answers = new Answers(metrics, "listener", {});
  expect(answers.begin("group", "i-1")).toBeUndefined();
  answers.byTarget(200, [], undefined);
  answers.byElb(502, undefined);
  expect(counted).toEqual([502]);
});

test("a record has a target group and a target only once they are chosen", () => {
  const { answers } = observed();
  const startedAtMs = expect.any(Number);
  expect(answers.begin()).toStrictEqual({ startedAtMs });
  expect(answers.begin("group")).toStrictEqual({ startedAtMs, targetGroupArn: "group" });
  expect(answers.begin("group", "i-1")).toStrictEqual({
    startedAtMs,
    targetGroupArn: "group",
    targetId: "i-1",
  });
});

test("an answer is reported with where it came from, and how long it took since its request began", () => {
  const { answers, told } = observed();
  const startedAtMs = performance.now() - 5_000;
  answers.byElb(504, { startedAtMs, targetGroupArn: "group", targetId: "i-1" });
  answers.byTarget(200, [], { startedAtMs, targetGroupArn: "group", targetId: "i-2" }, false);
  const durationMs = expect.closeTo(5_000, -3);
  expect(told).toStrictEqual([
    {
      ...{ listenerArn: "listener", targetGroupArn: "group", targetId: "i-1", durationMs },
      ...{ statusCode: 504, origin: "elb", complete: true },
    },
    {
      ...{ listenerArn: "listener", targetGroupArn: "group", targetId: "i-2", durationMs },
      ...{ statusCode: 200, origin: "target", complete: false },
    },
  ]);
});

test("a refusal without a request took no time", () => {
  const { answers, told } = observed();
  answers.byElb(400, undefined);
  expect(told).toStrictEqual([
    { listenerArn: "listener", statusCode: 400, origin: "elb", complete: true, durationMs: 0 },
  ]);
});

test("the target says of what kind its answer is in the header with that very name", () => {
  const { answers, told } = observed("x-answer");
  const sent = { startedAtMs: 0 };
  answers.byTarget(200, ["X-Answer", "degraded"], sent);
  answers.byTarget(200, ["X-Anbwer", "wrong", "Date", "now", "x-ANSWER", "personal"], sent);
  answers.byTarget(200, ["X-Answer-2", "longer", "Age", "1"], sent);
  expect(told.map(({ answerKind }) => answerKind)).toEqual(["degraded", "personal", undefined]);
  expect(told[2]).not.toHaveProperty("answerKind");
});

test("without such a header's name no header is looked for, whatever it is called", () => {
  const { answers, told } = observed();
  answers.byTarget(200, ["", "empty", "X-Answer", "degraded"], { startedAtMs: 0 });
  expect(told[0]).not.toHaveProperty("answerKind");
});
