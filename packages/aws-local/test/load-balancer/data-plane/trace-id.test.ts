import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceIdFor } from "../../../src/load-balancer/data-plane/trace-id.ts";

const nowMs = Date.UTC(2026, 0, 2);
const id = `1-${(nowMs / 1000).toString(16)}-[0-9a-f]{24}`;

describe("the X-Amzn-Trace-Id for the target", () => {
  test.each([
    ["nothing", undefined],
    ["an empty one", ""],
    ["one over 7 K", `Root=${"x".repeat(7 * 1024)}`],
  ])("has a new Root if the client sent %s", (_what, received) => {
    expect(traceIdFor(received, nowMs)).toMatch(new RegExp(`^Root=${id}$`));
  });

  test("keeps the client's Root and fields, and adds a Self in front", () => {
    expect(traceIdFor("Root=1-a-b;CalledFrom=app", nowMs)).toMatch(
      new RegExp(`^Self=${id};Root=1-a-b;CalledFrom=app$`),
    );
  });

  test("replaces an earlier Self with its own", () => {
    expect(traceIdFor("Self=1-old-old; Root=1-a-b; ", nowMs)).toMatch(new RegExp(`^Self=${id};Root=1-a-b$`));
  });

  test("has a new Root before fields without one", () => {
    expect(traceIdFor("CalledFrom=app", nowMs)).toMatch(new RegExp(`^Root=${id};CalledFrom=app$`));
  });

  test("may be 7 K long, and has the seconds as eight hex digits", () => {
    const received = `Root=${"x".repeat(7 * 1024 - 5)}`;
    expect(traceIdFor(received, nowMs)).toMatch(/;Root=x+$/);
    expect(traceIdFor(undefined, 1_999)).toMatch(/^Root=1-00000001-/);
  });

  test.each([
    ["root=1-a-b", /^Self=[^;]+;root=1-a-b$/],
    [" Root=1-a-b;; SELF=x ", /^Self=[^;]+;Root=1-a-b$/],
    ["XRoot=1", /^Root=[^;]+;XRoot=1$/],
    ["XSelf=1;Root=1-a-b", /^Self=[^;]+;XSelf=1;Root=1-a-b$/],
  ])("of %j is %s", (received, expected) => {
    expect(traceIdFor(received, nowMs)).toMatch(expected);
  });

  test("is never the same twice", () => {
    const ids = Array.from({ length: 1_000 }, () => traceIdFor(undefined, nowMs));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has one Root and at most one Self for any input", () => {
    const field = fc.stringMatching(/^(Root|Self|root|SELF|Parent|X)=[\w-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), (fields) => {
        const selves = traceIdFor(fields.join(";"), nowMs)
          .split(";")
          .filter((one) => /^self=/i.test(one));
        expect(selves.length).toBeLessThanOrEqual(1);
        expect(traceIdFor(fields.join(";"), nowMs)).toMatch(/(^|;)root=/i);
      }),
    );
  });
});
