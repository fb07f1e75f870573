import { faultSchema } from "@soft-landing/shared/lab-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { effects, faultOf, scopes } from "../../src/views/fault-choice.ts";

test("whatever is chosen in the form, the lab's contract takes it", () => {
  const chosen = fc.record({
    scope: fc.constantFrom(...scopes.map(({ scope }) => scope)),
    effect: fc.constantFrom(...effects.map(({ effect }) => effect)),
    percent: fc.integer({ min: 1, max: 100 }),
    latencyMs: fc.integer({ min: 1, max: 3_600_000 }),
    from: fc.constantFrom("", "zone us-east-1a", "instance i-0123456789abcdef0"),
  });
  fc.assert(
    fc.property(chosen, (one) => {
      expect(faultSchema.safeParse(faultOf(one)).success).toBe(true);
    }),
  );
});

test("a fault keeps to the zone or instance it is aimed at", () => {
  const base = { scope: scopes[0]?.scope, effect: { hang: true }, percent: 50, latencyMs: 1 };
  expect(faultOf({ ...base, from: "zone us-east-1b" }).target).toEqual({ availabilityZone: "us-east-1b" });
  expect(faultOf({ ...base, from: "instance i-1" }).target).toEqual({ instance: "i-1" });
  expect(faultOf({ ...base, from: "" })).not.toHaveProperty("target");
});
