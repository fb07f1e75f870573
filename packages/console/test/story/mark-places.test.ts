import fc from "fast-check";
import { expect, test } from "vitest";
import { placeMarks } from "../../src/story/mark-places.ts";

const mark = (x: number, text: string) => ({ effect: "breaks" as const, text, x });

test("if labels would overlap the newest are kept, and every mark keeps its line", () => {
  const placed = placeMarks([mark(10, "switch false"), mark(40, "to error-handling")], 600);
  expect(placed.map(({ labelled }) => labelled)).toEqual([false, true]);
});

test("labels stay inside the strip", () => {
  const marks = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 800 }), text: fc.string({ maxLength: 24 }) }),
  );
  fc.assert(
    fc.property(marks, (given) => {
      for (const { x, text, labelled, leftwards } of placeMarks(
        given.map(({ x, text }) => mark(x, text)),
        800,
      )) {
        if (labelled) {
          expect(leftwards ? x - text.length * 6 : x).toBeGreaterThanOrEqual(0);
          expect(leftwards ? x : x + text.length * 6).toBeLessThanOrEqual(800);
        }
      }
    }),
  );
});

test("the newest mark at the right edge has its label left of its line", () => {
  expect(placeMarks([mark(590, "switch false")], 600)[0]).toMatchObject({ labelled: true, leftwards: true });
});
