import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statusMatcher } from "../../../src/load-balancer/health/matcher.ts";

const status = fc.integer({ min: 200, max: 499 });

describe("the success codes of a health check, as on AWS", () => {
  test("accepts single codes, lists and ranges in the API's format", () => {
    expect([200, 201].map(statusMatcher("200"))).toEqual([true, false]);
    expect([200, 202, 204].map(statusMatcher("200,202"))).toEqual([true, true, false]);
    expect([199, 200, 250, 299, 300].map(statusMatcher("200-299"))).toEqual([false, true, true, true, false]);
    expect([199, 200, 499, 500].map(statusMatcher("200-499"))).toEqual([false, true, true, false]);
    expect([204, 301, 404].map(statusMatcher("200-299, 301"))).toEqual([true, true, false]);
  });
});

test.for(["", "ok", "20", "199", "500", "299-200", "200-", "200;202", "200,,202"])(
  "refuses %j and names the remedy",
  (matcher) => {
    expect(() => statusMatcher(matcher)).toThrow(RangeError);
    expect(() => statusMatcher(matcher)).toThrow(/write it like "200"/);
  },
);

test("accepts exactly the codes of its list", () => {
  fc.assert(
    fc.property(fc.array(status, { minLength: 1, maxLength: 8 }), status, (codes, code) => {
      expect(statusMatcher(codes.join(","))(code)).toBe(codes.includes(code));
    }),
  );
});
