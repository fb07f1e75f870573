import type { Answer } from "@soft-landing/aws-local/load-balancer/contract";
import type { Page } from "@soft-landing/shared/page";
import { beforeEach, expect, test } from "vitest";
import { type ManualClock, manualClock } from "../../../aws-local/test/manual-clock.ts";
import { type AnswerTally, createAnswerTally } from "../../src/running/answer-tally.ts";

let clock: ManualClock;
let tally: AnswerTally;
beforeEach(() => {
  clock = manualClock(7_000);
  tally = createAnswerTally(clock);
});

const answer = (given: Partial<Answer>): Answer => ({
  listenerArn: "arn:listener",
  targetId: "i-old",
  statusCode: 200,
  origin: "target",
  complete: true,
  durationMs: 3,
  ...given,
});
const badGateway = { statusCode: 502, origin: "elb" } as const;
const builds = new Map([
  ["i-old", "basic"],
  ["i-older", "basic"],
  ["i-new", "error-handling"],
]);
const counted = (second: number, listener = "arn:listener") =>
  tally.counted(listener, second, (id) => builds.get(id));

test("an answer counts as what it says about itself, or as answered if it says nothing", () => {
  for (const answerKind of ["personal", "degraded", "something else"]) {
    tally.count(answer({ answerKind }));
  }
  tally.count(answer({}));
  expect(counted(7).answers).toEqual([{ build: "basic", personal: 1, degraded: 1, answered: 2, failed: 0 }]);
});

test("a 5XX has failed with any content, and so has an answer that broke off", () => {
  tally.count(answer({ statusCode: 500, answerKind: "personal" }));
  tally.count(answer(badGateway));
  tally.count(answer(badGateway));
  tally.count(answer({ statusCode: 460, origin: "elb", complete: false }));
  const { answers, failures } = counted(7);
  expect(answers).toMatchObject([{ failed: 4 }]);
  expect(failures).toEqual([
    { build: "basic", statusCode: 500, origin: "target", count: 1 },
    { build: "basic", statusCode: 502, origin: "elb", count: 2 },
    { build: "basic", statusCode: 460, origin: "elb", count: 1 },
  ]);
});

test("instances of one build count together, each build separately, and a 503 belongs to no build", () => {
  const { targetId: _, ...unrouted } = answer({ statusCode: 503, origin: "elb" });
  tally.count(answer(badGateway));
  tally.count(answer({ ...badGateway, targetId: "i-older" }));
  tally.count(answer({ targetId: "i-new", answerKind: "degraded" }));
  tally.count(unrouted);
  expect(counted(7).answers).toEqual([
    { build: "basic", personal: 0, degraded: 0, answered: 0, failed: 2 },
    { build: "error-handling", personal: 0, degraded: 1, answered: 0, failed: 0 },
    { build: null, personal: 0, degraded: 0, answered: 0, failed: 1 },
  ]);
});

test("answers are counted by target too, and those without a target are not", () => {
  const { targetId: _, ...unrouted } = answer({ statusCode: 503, origin: "elb" });
  for (const one of [answer(badGateway), answer({}), answer({ targetId: "i-new" }), unrouted]) {
    tally.count(one);
  }
  expect(counted(7).answersByTarget).toEqual({ "i-old": 2, "i-new": 1 });
});

test("each listener's answers are counted separately", () => {
  tally.count(answer({ answerKind: "personal" }));
  tally.count(answer({ ...badGateway, listenerArn: "arn:other" }));
  expect(counted(7).answers).toMatchObject([{ personal: 1, failed: 0 }]);
  expect(counted(7, "arn:other").answers).toMatchObject([{ personal: 0, failed: 1 }]);
});

test("an answer belongs to the second in which it was given, until that is forgotten", () => {
  tally.count(answer({ answerKind: "personal" }));
  clock.advance(1_000);
  tally.count(answer({ answerKind: "degraded" }));
  expect(counted(7).answers).toMatchObject([{ personal: 1, degraded: 0 }]);
  tally.forget(7);
  expect(counted(7).answers).toEqual([]);
  expect(counted(8).answers).toMatchObject([{ personal: 0, degraded: 1 }]);
});

test("a new kind of answer is reported at once, and once", () => {
  let told = 0;
  tally.onNewKind(() => told++);
  tally.count(answer({ answerKind: "personal" }));
  expect(told).toBe(1);
  tally.forget(7);
  clock.advance(1_000);
  tally.count(answer({ answerKind: "personal" }));
  expect(told).toBe(1);
  tally.count(answer(badGateway));
  tally.count(answer(badGateway));
  expect(told).toBe(2);
  expect(counted(8).answers).toMatchObject([{ personal: 1, failed: 2 }]);
});

test("a cause belongs to the build of its instance, whatever the page says", () => {
  tally.read(page({ build: "mine", instance: "i-new", error: "Timeout" }));
  expect(counted(7).diagnoses.map(({ build }) => build)).toEqual(["error-handling"]);
});

test("a cause from an instance of another stack is not reported", () => {
  tally.read(page({ build: "basic", instance: "i-of-another-stack", error: "Timeout" }));
  expect(counted(7).diagnoses).toEqual([]);
});

test("equal causes are added up, and their number and length are limited", () => {
  for (let number = 0; number < 1000; number++) {
    tally.read(page({ build: "mine", instance: "i-new", error: `Error${number % 50}` }));
  }
  const { diagnoses } = counted(7);
  expect(diagnoses).toHaveLength(20);
  expect(diagnoses[0]).toMatchObject({ error: "Error0", count: 20 });
  expect(diagnoses[0]?.message.length).toBe(300);
});

function page({ build, instance, error }: { build: string; instance: string; error: string }): Page {
  return {
    build,
    user: "Valued Customer",
    recommendation: "I Love Lucy",
    personal: false,
    diagnostic: { dependency: "Service", error, message: "m".repeat(5000) },
    instance: {
      id: instance,
      availabilityZone: "us-east-1a",
      type: "t4g.micro",
      imageId: "ami-0",
      privateIp: "10.0.0.1",
      accountId: "000000000000",
    },
  };
}
