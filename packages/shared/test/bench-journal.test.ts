import { expect, test } from "vitest";
import { formatFigure } from "../src/bench-journal.ts";

test.each([
  [0.97312, "0.973"],
  [12.34, "12.3"],
  [1_234.5, "1,235"],
  [0, "0"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NaN, "–"],
])("the figure %f reads %s", (value, text) => {
  expect(formatFigure(value)).toBe(text);
});
