import fc from "fast-check";
import { expect, test } from "vitest";
import { wildcardMatcher, wildcardsIn } from "../../../src/load-balancer/routing/wildcards.ts";

const exact = { caseSensitive: true };
const unit = fc.constantFrom("a", "b", "\\", "*", "?", ".");

test("matches as the equivalent regular expression does", () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 8 }), fc.string({ unit, maxLength: 12 }), (pattern, text) => {
      const expression = pattern.replaceAll(/[\\.]/g, "\\$&").replaceAll("*", "[^]*").replaceAll("?", "[^]");
      expect(wildcardMatcher(pattern, exact)(text)).toBe(new RegExp(`^${expression}$`).test(text));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["a\\?", "a?", true],
  ["a\\?", "ab", false],
  ["\\\\", "\\", true],
  ["\\", "\\", true],
])("with escapes %s and %s: %s", (pattern, text, expected) => {
  expect(wildcardMatcher(pattern, { caseSensitive: true, escapes: true })(text)).toBe(expected);
});

test("ignores the case of ASCII letters only", () => {
  const matches = wildcardMatcher("K?", { caseSensitive: false });
  expect(["kx", "KX", "\u212ax", "k\u0130"].map(matches)).toEqual([true, true, false, true]);
});

test("takes linear time for a text that almost matches many times", () => {
  const matches = wildcardMatcher("*a*a*a*a*b", exact);
  let steps = 0;
  const text = new Proxy(new String("a".repeat(16_000)), {
    get(target, key) {
      steps++;
      return Reflect.get(target, key, target);
    },
  });
  expect(matches(text as unknown as string)).toBe(false);
  expect(steps).toBeLessThan(16_000 * 30);
});

test("counts wildcards, but not escaped ones", () => {
  expect(wildcardsIn("a*b?c**")).toBe(4);
  expect(wildcardsIn("a\\*b?")).toBe(2);
  expect(wildcardsIn("a\\*b?", true)).toBe(1);
  expect(wildcardsIn("a\\*b?", false)).toBe(2);
});
