import type { Mark } from "@soft-landing/shared/lab-api";

export interface PlacedMark extends Mark {
  /** Where its line is, in pixels from the left. */
  x: number;
  /** Whether there is room for its text. */
  labelled: boolean;
  /** Its text is before its line. */
  leftwards: boolean;
}

const characterPx = 6.6;
const paddingPx = 14;

/** Gives text to the newest marks first, and to each only if it does not cover another's. */
export function placeMarks(marks: readonly (Mark & { x: number })[], widthPx: number): PlacedMark[] {
  const taken: [from: number, to: number][] = [];
  return marks
    .toReversed()
    .map((mark) => {
      const length = mark.text.length * characterPx + paddingPx;
      const leftwards = mark.x + length > widthPx;
      const [from, to] = leftwards ? [mark.x - length, mark.x] : [mark.x, mark.x + length];
      const labelled = from >= 0 && taken.every(([start, end]) => to <= start || from >= end);
      if (labelled) {
        taken.push([from, to]);
      }
      return { ...mark, labelled, leftwards };
    })
    .toReversed();
}
