import pc from "picocolors";
import type { CheckOutcome } from "./run-conformance.ts";

/** One check on one line; what deviates, or why it was skipped, below it. */
export function outcomeLine({ outcome, title, detail }: CheckOutcome): string {
  const below = detail === undefined ? "" : `\n        ${detail.split("\n")[0]}`;
  switch (outcome) {
    case "passed":
      return `${pc.green("holds  ")} ${title}`;
    case "failed":
      return `${pc.red("DIFFERS")} ${title}${below}`;
    case "skipped":
      return `${pc.dim("skipped")} ${title}${below}`;
  }
}

/** The last line: how many of each. */
export function outcomeSummary(outcomes: readonly CheckOutcome[]): string {
  const count = (wanted: CheckOutcome["outcome"]) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  const skipped = count("skipped");
  return `${count("passed")} checks hold, ${count("failed")} differ${skipped > 0 ? `, ${skipped} skipped` : ""}.`;
}
