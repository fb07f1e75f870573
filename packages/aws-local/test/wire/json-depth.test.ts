import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDeeperThan } from "../../src/wire/json-depth.ts";

/** The depth of a value as JSON has it. */
function depthOf(value: unknown): number {
  return typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;
}

describe("the depth of JSON", () => {
  test("is the value's, with any text in strings and names", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.boolean(), (value, spaced) => {
        const json = JSON.stringify(value, null, spaced ? 1 : 0);
        const depth = depthOf(value);
        expect(isDeeperThan(depth, json)).toBe(false);
        expect(depth === 0 || isDeeperThan(depth - 1, json)).toBe(true);
      }),
      { examples: [[{ '"[{\\': '\\"[[[' }, false]] },
    );
  });

  test("of siblings does not add up", () => {
    expect(isDeeperThan(2, `[${"[],".repeat(1000)}[]]`)).toBe(false);
  });

  test.each(["[".repeat(1_000_000), '{"a":'.repeat(1_000_000), `"${"[".repeat(10)}" [[[`])(
    "is defined for text that is not JSON",
    (text) => {
      expect(isDeeperThan(2, text)).toBe(true);
    },
  );
});
