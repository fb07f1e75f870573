import { diffArrays } from "diff";

/** A line of each side at the same height; null if only the other side has one. */
export interface LinePair {
  before: string | null;
  after: string | null;
  /** Both are the same, except for the indentation. */
  alike: boolean;
}

/** Two texts line by line, with equal lines side by side. */
export function pairedLines(before: string, after: string): LinePair[] {
  const [left, right] = [linesOf(before), linesOf(after)];
  const pairs: LinePair[] = [];
  let removed: string[] = [];
  const flush = (added: readonly string[]) => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({ before: removed[index] ?? null, after: added[index] ?? null, alike: false });
    }
    removed = [];
  };
  let [leftIndex, rightIndex] = [0, 0];
  for (const change of diffArrays(left, right, { comparator: (a, b) => a.trim() === b.trim() })) {
    const count = change.value.length;
    if (change.removed) {
      removed = left.slice(leftIndex, leftIndex + count);
      leftIndex += count;
      continue;
    }
    const added = right.slice(rightIndex, rightIndex + count);
    rightIndex += count;
    if (change.added) {
      flush(added);
      continue;
    }
    flush([]);
    const kept = left.slice(leftIndex, leftIndex + count);
    leftIndex += count;
    pairs.push(...kept.map((line, index) => ({ before: line, after: added[index] ?? line, alike: true })));
  }
  flush([]);
  return pairs;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}
