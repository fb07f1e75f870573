import fc from "fast-check";
import { expect, test } from "vitest";
import { pairedLines } from "../../src/views/paired-lines.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", "", "  d", "d"), { minLength: 1, maxLength: 12 });

test("each side keeps its lines in order, and equal lines are side by side", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const pairs = pairedLines(`${one.join("\n")}\n`, `${other.join("\n")}\n`);
      expect(pairs.flatMap(({ before }) => before ?? [])).toEqual(one);
      expect(pairs.flatMap(({ after }) => after ?? [])).toEqual(other);
      for (const { before, after, alike } of pairs) {
        expect(before !== null || after !== null).toBe(true);
        if (alike) {
          expect(before?.trim()).toBe(after?.trim());
        }
      }
    }),
  );
});

test("a line that only one side has is marked, a different indentation is not", () => {
  expect(pairedLines("call\n", "try\n  call\n")).toEqual([
    { before: null, after: "try", alike: false },
    { before: "call", after: "  call", alike: true },
  ]);
});
