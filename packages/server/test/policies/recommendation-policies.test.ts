import { type IPolicy, noop } from "cockatiel";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type GetRecommendation, RecommendationNotFound } from "../../src/dependencies/recommendations.ts";
import { errorHandlingHandler } from "../../src/handlers/error-handling.ts";
import {
  defaultPolicySettings,
  type PolicySettings,
  protect,
  type RecommendationPolicies,
  recommendationPolicies,
} from "../../src/policies/recommendation-policies.ts";
import { quietLog } from "../stand-ins/logs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings: PolicySettings = {
  budgetMs: 100,
  callTimeoutMs: 80,
  bulkhead: { calls: 2, queue: 1 },
  circuit: { failureShare: 0.5, lastCalls: 6, minimumCalls: 3, probePauseMs: { first: 500, longest: 1_000 } },
};
const found = { user: "Ada", recommendation: "The Prisoner" };

type PolicyName = keyof RecommendationPolicies;
/** The protected call as the build composes it, but for the one policy that is taken out. */
type Compose = (call: GetRecommendation) => GetRecommendation;
function composeWithout(omitted?: PolicyName): Compose {
  return (call) => {
    const protection = recommendationPolicies(call, "1", quietLog, settings);
    const policies = {
      ...protection.policies,
      ...(omitted === undefined ? {} : { [omitted]: noop as IPolicy }),
    };
    return protect(call, { ...protection, policies });
  };
}

/**
 * The promise of each policy. A promise is broken by throwing; the clock is moved by the promise itself.
 * Each is checked twice below: it holds with all policies, and it breaks when its own policy is taken out.
 */
const promises: Record<PolicyName, { title: string; keptBy(compose: Compose): Promise<void> }> = {
  budget: {
    title: "a page gives up after its time budget, waiting for a place included",
    async keptBy(compose) {
      // Two calls of 70 ms take both places; the third waits 70 ms and would then be allowed 80 ms of its own.
      const get = compose(() => answerAfter(70, found));
      const pages = [get("1"), get("1"), outcomeOf(get("1"))] as const;
      await vi.advanceTimersByTimeAsync(100);
      expect(await settledNow(pages[2])).toMatchObject({
        name: "Timeout",
        message: expect.stringContaining("100ms"),
      });
    },
  },
  bulkhead: {
    title:
      "no more calls are under way than there are places, and the page beyond the queue is answered at once",
    async keptBy(compose) {
      let underWay = 0;
      const get = compose(async () => {
        underWay += 1;
        return answerAfter(10, found);
      });
      const pages = [1, 2, 3, 4].map(() => outcomeOf(get("1")));
      await vi.advanceTimersByTimeAsync(0);
      expect(underWay).toBe(2);
      expect(await settledNow(pages[3])).toMatchObject({ name: "Overload" });
      await vi.advanceTimersByTimeAsync(20);
      expect(await Promise.all(pages.slice(0, 3))).toEqual([found, found, found]);
    },
  },
  retry: {
    title: "a second call makes up for one broken connection or server-side error",
    async keptBy(compose) {
      const failures = [Object.assign(new Error("reset"), { code: "ECONNRESET" })];
      const get = compose(async () => {
        const failure = failures.pop();
        if (failure) {
          throw failure;
        }
        return found;
      });
      const page = outcomeOf(get("1"));
      await vi.advanceTimersByTimeAsync(1);
      expect(await settledNow(page)).toEqual(found);
    },
  },
  circuit: {
    title: "a service that fails most of its last calls is not called for a page until a probe has succeeded",
    async keptBy(compose) {
      let working = false;
      let calls = 0;
      const get = compose(async () => {
        calls += 1;
        if (!working) {
          throw new Error("down");
        }
        return found;
      });
      for (let page = 0; page < 3; page += 1) {
        await outcomeOf(get("1"));
      }
      expect(await outcomeOf(get("1"))).toMatchObject({
        name: "CircuitOpen",
        message: expect.stringContaining("down"),
      });
      expect(calls).toBe(3);
      working = true;
      await vi.advanceTimersByTimeAsync(500);
      expect(calls).toBe(4);
      expect(await outcomeOf(get("1"))).toEqual(found);
    },
  },
  callTimeout: {
    title: "one call is given up early enough to leave some of the budget",
    async keptBy(compose) {
      const get = compose(() => new Promise(() => {}));
      const page = outcomeOf(get("1"));
      await vi.advanceTimersByTimeAsync(80);
      expect(await settledNow(page)).toMatchObject({
        name: "Timeout",
        message: expect.stringContaining("80ms"),
      });
    },
  },
};

describe.each(Object.entries(promises) as [PolicyName, (typeof promises)[PolicyName]][])(
  "%s",
  (name, promise) => {
    test(promise.title, async () => {
      await promise.keptBy(composeWithout());
    });

    test("without it, its promise breaks", async () => {
      await expect(promise.keptBy(composeWithout(name))).rejects.toThrow();
    });
  },
);

test("fallback: any rejection of the policies becomes the static answer with a diagnosis", async () => {
  const handle = errorHandlingHandler(composeWithout()(() => new Promise(() => {})));
  const answer = handle("1");
  await vi.advanceTimersByTimeAsync(80);
  expect(await answer).toEqual({
    personal: false,
    user: "Valued Customer",
    recommendation: "I Love Lucy",
    diagnostic: { dependency: "RecommendationService", error: "Timeout", message: expect.any(String) },
  });
});

/** How often a page that fails with this error every time calls the service. */
async function callsThatFailWith(error: unknown): Promise<number> {
  let calls = 0;
  const get = composeWithout()(async () => {
    calls += 1;
    throw error;
  });
  const page = outcomeOf(get("1"));
  await vi.advanceTimersByTimeAsync(1);
  expect(await settledNow(page)).toBe(error);
  return calls;
}

const serviceError = (name: string, httpStatusCode: unknown) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test.each([
  ["a reset connection", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
  ["a connection closed while it is written to", Object.assign(new Error("write"), { code: "EPIPE" })],
  ["an error inside the service", serviceError("InternalServerError", 500)],
  ["an unavailable service", serviceError("ServiceUnavailable", 503)],
])("after %s there is one more call, and only one", async (_what, error) => {
  expect(await callsThatFailWith(error)).toBe(2);
});

test.each([
  ["throttling", serviceError("ThrottlingException", 400)],
  ["denied access", serviceError("AccessDeniedException", 400)],
  ["an error just below those of the service", serviceError("Odd", 499)],
  ["what is not an error, whatever it holds", { code: "ECONNRESET", $metadata: { httpStatusCode: 500 } }],
  ["an error whose code is not text", Object.assign(new Error("no"), { code: ["ECONNRESET"] })],
  ["an error whose status is not a number", serviceError("Odd", "500")],
  ["an error without a status", Object.assign(new Error("no"), { $metadata: {} })],
  ["an error whose metadata is null", Object.assign(new Error("no"), { $metadata: null })],
  ["an error whose metadata is text", Object.assign(new Error("no"), { $metadata: "500" })],
])("%s is not tried again", async (_what, error) => {
  expect(await callsThatFailWith(error)).toBe(1);
});

test("the circuit counts calls, not pages: a page that calls twice counts twice", async () => {
  let calls = 0;
  const get = composeWithout()(async () => {
    calls += 1;
    throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
  });
  for (let page = 0; page < 3; page += 1) {
    const asked = outcomeOf(get("1"));
    await vi.advanceTimersByTimeAsync(1);
    await asked;
  }
  expect(calls).toBe(settings.circuit.minimumCalls);
});

test("an open circuit names the failure of its last probe", async () => {
  let failure = "of a page";
  const get = composeWithout()(async () => {
    throw new Error(failure);
  });
  for (let page = 0; page < 3; page += 1) {
    await outcomeOf(get("1"));
  }
  expect(await outcomeOf(get("1"))).toMatchObject({ message: expect.stringMatching(/Error: of a page$/) });
  failure = "of a probe";
  await vi.advanceTimersByTimeAsync(500);
  expect(await outcomeOf(get("1"))).toMatchObject({ message: expect.stringMatching(/Error: of a probe$/) });
});

test("a call is not aborted when its page gives up: it may end and leave a usable connection", async () => {
  const ended = Promise.withResolvers<string>();
  const call: GetRecommendation = async (...given) => {
    expect(given).toEqual(["1"]);
    await answerAfter(200, found);
    ended.resolve("ended");
    return found;
  };
  const page = outcomeOf(composeWithout()(call)("1"));
  await vi.advanceTimersByTimeAsync(100);
  expect(await settledNow(page)).toMatchObject({ name: "Timeout" });
  await vi.advanceTimersByTimeAsync(100);
  expect(await settledNow(ended.promise)).toBe("ended");
});

test("a timeout is not tried again: the page cannot wait twice", async () => {
  let calls = 0;
  const get = composeWithout()(() => {
    calls += 1;
    return new Promise(() => {});
  });
  const page = outcomeOf(get("1"));
  await vi.advanceTimersByTimeAsync(200);
  await page;
  expect(calls).toBe(1);
});

test("a missing item is an answer of a working service: it never opens the circuit", async () => {
  let calls = 0;
  const get = composeWithout()(async () => {
    calls += 1;
    throw new RecommendationNotFound("no item");
  });
  for (let page = 0; page < 10; page += 1) {
    expect(await outcomeOf(get("1"))).toMatchObject({ name: "RecommendationNotFound" });
  }
  expect(calls).toBe(10);
});

test("while the service hangs, each probe ends with the call's timeout, and pages stay fast", async () => {
  const get = composeWithout()(() => new Promise(() => {}));
  const first = [1, 2].map(() => outcomeOf(get("1")));
  await vi.advanceTimersByTimeAsync(80);
  await Promise.all(first);
  const third = outcomeOf(get("1"));
  await vi.advanceTimersByTimeAsync(80);
  await third;
  for (let second = 0; second < 10; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await settledNow(outcomeOf(get("1")))).toMatchObject({ name: "CircuitOpen" });
  }
});

test("by default one pause of this process, which fails all calls under way, does not open the circuit", () => {
  const { bulkhead, circuit } = defaultPolicySettings;
  expect(circuit.lastCalls * circuit.failureShare).toBeGreaterThanOrEqual(bulkhead.calls);
  expect(bulkhead).toEqual({ calls: 32, queue: 16 });
  expect(circuit.minimumCalls).toBe(10);
});

test("by default a service that works again is noticed within a second, with at most ten probes in a second", () => {
  expect(defaultPolicySettings.circuit.probePauseMs).toEqual({ first: 100, longest: 1_000 });
});

test("the default budget leaves room to wait for a place before a call", () => {
  expect(defaultPolicySettings.callTimeoutMs).toBeLessThan(defaultPolicySettings.budgetMs);
});

function answerAfter<T>(delayMs: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, delayMs, value));
}

/** What a promise came to: its value, or its error as a value. */
function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

/** The promise's value if it is settled by now, without any time passing. */
async function settledNow(promise: Promise<unknown> | undefined): Promise<unknown> {
  let settled: { value: unknown } | undefined;
  void promise?.then((value) => {
    settled = { value };
  });
  await vi.advanceTimersByTimeAsync(0);
  return settled === undefined ? "not settled" : settled.value;
}
