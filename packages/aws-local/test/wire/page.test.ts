import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pageOf, positionIn, tokenFor } from "../../src/wire/page.ts";

const invalid = () => new Error("invalid");

describe("pages", () => {
  test("together contain the whole list in its order, with any page size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (all, size) => {
        const seen: number[] = [];
        let token: string | undefined;
        do {
          const page = pageOf(all, size, token, invalid);
          expect(page.items.length).toBeLessThanOrEqual(size);
          seen.push(...page.items);
          token = page.nextToken;
        } while (token !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });

  test("end without a token if the last page is full", () => {
    expect(pageOf([1, 2], 2, undefined, invalid)).toEqual({ items: [1, 2], nextToken: undefined });
  });

  test("may begin at the end of a list that has become shorter", () => {
    expect(pageOf([1, 2], 2, tokenFor(2), invalid)).toEqual({ items: [], nextToken: undefined });
  });

  test.each(["", "bm9wZQ", tokenFor(0), tokenFor(-1), tokenFor(1.5), tokenFor(4), "soft-landing:1"])(
    "are refused for the token %j of a list of three",
    (token) => {
      expect(() => pageOf([1, 2, 3], 1, token, invalid)).toThrow("invalid");
    },
  );

  test("a token has its position", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (position) => {
        expect(positionIn(tokenFor(position))).toBe(position);
      }),
    );
  });
});
