import type { Second } from "@soft-landing/shared/lab-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatShare } from "../../src/format/numbers.ts";
import { basisOf } from "../../src/story/basis.ts";
import { storyOf } from "../../src/story/sentence.ts";
import { answers, second, snapshot } from "../fixtures.ts";

const tell = (seconds: readonly Second[], lab = snapshot()) => storyOf(lab, basisOf(seconds));
const failed = (build: string, count: number, statusCode = 502) => ({
  answers: [answers(build, { failed: count })],
  failures: [{ build, statusCode, origin: "elb" as const, count }],
});

describe("sentences that were wrong before", () => {
  test("with a fault on the table while the switch is on, the sentence is about degraded answers, not about the switch", () => {
    const lab = snapshot({ build: "error-handling" });
    const seconds = [1, 2, 3].map((number) =>
      second(number, { answers: [answers("error-handling", { degraded: 4 })] }),
    );
    expect(tell(seconds, lab).headline).toBe("Every user gets the fallback page: degraded, but served.");
  });

  test("just after the switch goes off under basic, personal answers still count as personal", () => {
    const lab = snapshot({
      parameter: { name: "/p/RecommendationServiceEnabled", value: "false", version: 2 },
    });
    const seconds = [second(1, { answers: [answers("basic", { personal: 5 })] })];
    expect(tell(seconds, lab).headline).toBe("Every user gets a personal recommendation.");
  });

  test("a degradation has the cause that the pages give, and no cause if they give none", () => {
    const degraded = { answers: [answers("error-handling", { degraded: 5 })] };
    const timeout = {
      build: "error-handling",
      dependency: "RecommendationService",
      error: "Timeout",
      message: "Operation timed out after 100ms",
      count: 5,
    };
    expect(tell([second(1, { ...degraded, diagnoses: [timeout] })]).quote).toBe(
      "RecommendationService, Timeout: Operation timed out after 100ms",
    );
    const unexplained = tell([second(1, degraded)]);
    expect(unexplained.quote).toBeNull();
    expect(JSON.stringify(unexplained)).not.toMatch(/table|read/i);
  });

  test("after a switch of build the old build's failures are still the old build's", () => {
    const lab = snapshot({ build: "error-handling" });
    const seconds = [
      second(1, failed("basic", 5)),
      second(2, {
        answers: [answers("basic", { failed: 2 }), answers("error-handling", { degraded: 3 })],
        failures: [{ build: "basic", statusCode: 502, origin: "elb", count: 2 }],
      }),
    ];
    const { headline, detail } = tell(seconds, lab);
    expect(headline).toBe("70 % of users see 502 Bad Gateway.");
    expect(detail).toContain("The basic servers end these requests");
    expect(detail).not.toContain("error-handling servers end");
  });
});

test("a change is shown within a second", () => {
  const before = [1, 2, 3, 4].map((number) =>
    second(number, { answers: [answers("basic", { personal: 5 })] }),
  );
  const change = second(5, {
    answers: [answers("basic", { personal: 3, failed: 2 })],
    failures: [{ build: "basic", statusCode: 502, origin: "elb", count: 2 }],
  });
  const after = second(6, failed("basic", 5));
  expect(tell([...before, change]).headline).toBe("8 % of users see 502 Bad Gateway.");
  expect(tell([...before, change, after]).headline).toBe("Every user sees 502 Bad Gateway.");
});

test("one failing instance of three stays a share, also in a second without its failures", () => {
  const mixed = second(1, {
    answers: [answers("basic", { personal: 4, failed: 2 })],
    failures: [{ build: "basic", statusCode: 502, origin: "elb", count: 2 }],
  });
  const lucky = second(2, { answers: [answers("basic", { personal: 4 })] });
  expect(tell([{ ...mixed, second: 0 }, mixed, lucky]).headline).toBe("25 % of users see 502 Bad Gateway.");
});

test("requests that hang are shown as waiting", () => {
  const seconds = [1, 2, 3, 4, 5].map((number) => second(number, { waiting: number * 5 }));
  expect(tell(seconds)).toMatchObject({
    headline: "Users are waiting, and nobody gets an answer.",
    detail: expect.stringContaining(
      "25 requests are waiting. The load balancer gives up on each after 60 s.",
    ),
  });
});

/** Something that may happen in a second, with numbers that belong together. */
const anySecond = fc
  .record({
    answers: fc.uniqueArray(
      fc.record({
        build: fc.constantFrom("basic", "error-handling", "custom"),
        personal: few(),
        degraded: few(),
        answered: few(),
        failed: few(),
      }),
      { selector: ({ build }) => build, maxLength: 3 },
    ),
    statusCode: fc.constantFrom(460, 500, 502, 503, 504),
    origin: fc.constantFrom("elb" as const, "target" as const),
    waiting: fc.oneof(fc.constant(0), fc.nat({ max: 60 })),
    targetConnectionErrors: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    error: fc.constantFrom("Timeout", "CircuitOpen"),
  })
  .map(
    ({ answers, statusCode, origin, waiting, targetConnectionErrors, error }): Partial<Second> => ({
      answers,
      waiting,
      ...(targetConnectionErrors !== undefined && { targetConnectionErrors }),
      failures: answers
        .filter(({ failed }) => failed > 0)
        .map(({ build, failed: count }) => ({ build, statusCode, origin, count })),
      diagnoses: answers
        .filter(({ degraded }) => degraded > 0)
        .map(({ build, degraded: count }) => ({
          build,
          dependency: "Service",
          error,
          message: "why",
          count,
        })),
    }),
  );

/** Stretches of alike seconds, as a story has them, with now and then something else between. */
const anyCourse = fc
  .array(fc.tuple(anySecond, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 6 })
  .map((stretches) => stretches.flatMap(([one, length]) => Array.from({ length }, () => one)))
  .map((all) => all.map((given, index) => second(100 + index, given)));

function few() {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 20 }) });
}

test("no sentence contradicts what users got in the last seconds", () => {
  fc.assert(
    fc.property(anyCourse, (seconds) => {
      const story = tell(seconds);
      const last = seconds.slice(-5);
      const newest = seconds.slice(-1);
      const sum = (of: readonly Second[], kind: Kind, build?: string) =>
        of
          .flatMap((one) => one.answers)
          .filter((one) => build === undefined || one.build === build)
          .reduce((all, one) => all + one[kind], 0);
      const total = (of: readonly Second[]) => kinds.reduce((all, kind) => all + sum(of, kind), 0);
      const waiting = newest[0]?.waiting ?? 0;
      const statuses = (of: readonly Second[]) =>
        new Set(of.flatMap(({ failures }) => failures.map(({ statusCode }) => statusCode)));

      const every = /^Every user (.*)\.$/.exec(story.headline)?.[1];
      if (every !== undefined) {
        const kind = everyKind(every);
        expect(sum(newest, kind)).toBe(total(newest));
        expect(sum(last, kind)).toBeGreaterThan(0);
        expect(story.tone).toBe(tones[kind]);
        const status = /(\d{3})/.exec(every)?.[1];
        if (status !== undefined && total(newest) > 0) {
          expect([...statuses(newest)]).toEqual([Number(status)]);
        }
      }
      const share = /^(\S+ %) of users (.*)\.$/.exec(story.headline);
      if (share !== null) {
        const kind = everyKind(share[2] ?? "");
        expect(share[1]).toBe(formatShare(sum(last, kind) / total(last)));
        expect(sum(last, "failed") > 0).toBe(kind === "failed");
      }
      if (story.headline.startsWith("Nobody")) {
        expect(total(last) + waiting).toBe(0);
      }
      if (story.headline.startsWith("Users are waiting")) {
        expect(total(last)).toBe(0);
        expect(waiting).toBeGreaterThan(0);
      }
      if (story.headline.startsWith("Most users are waiting")) {
        expect(waiting).toBeGreaterThan(total(last));
      }
      for (const [, count, kind] of story.detail.matchAll(/(\d+) (personal|degraded|answered|failed)/g)) {
        expect(Number(count)).toBe(sum(last, kind as Kind));
      }
      const named = /The ([a-z -]+) servers (.*)/.exec(story.detail);
      const namedKind = everyKind(story.headline.replace(/^.*users? /, "").replace(/\.$/, ""));
      for (const build of named?.[1]?.split(" and ") ?? []) {
        expect(sum(last, namedKind, build)).toBeGreaterThan(0);
      }
      if (story.quote !== null) {
        const errors = last.flatMap(({ diagnoses }) => diagnoses.map(({ error }) => error));
        expect(errors.some((error) => story.quote?.includes(error))).toBe(true);
        expect(sum(last, "degraded")).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2000 },
  );
});

const kinds = ["personal", "degraded", "answered", "failed"] as const;
type Kind = (typeof kinds)[number];
const tones = { personal: "ok", degraded: "warn", answered: "ok", failed: "bad" } as const;

/** Which kind of answer a verb phrase of a headline speaks of. */
function everyKind(phrase: string): Kind {
  if (phrase.includes("personal")) {
    return "personal";
  }
  if (phrase.includes("fallback")) {
    return "degraded";
  }
  return /^gets? an answer/.test(phrase) ? "answered" : "failed";
}
