import type { MarkdownDocument } from "../markdown/read-document.ts";
import type { FalseClaim } from "./claim.ts";

/**
 * A table whose first header is `title` must list exactly the given names in its first column (a cell may
 * have several): a list that lacks one misleads as much as a list that invents one.
 */
export function differingLists(
  { tables }: MarkdownDocument,
  title: string,
  names: ReadonlySet<string>,
): FalseClaim[] {
  return tables
    .filter(({ header }) => header[0]?.toLowerCase() === title)
    .flatMap(({ line, rows }) => {
      const listed = new Set(rows.flatMap(([cell = ""]) => cell.split(", ")));
      const missing = [...names].filter((name) => !listed.has(name));
      const invented = [...listed].filter((name) => !names.has(name));
      const faults = [
        ...missing.map((name) => `${name} is missing`),
        ...invented.map((name) => `${name} does not exist`),
      ];
      return faults.map((fault) => ({ line, claim: `the table of each ${title}`, fault }));
    });
}
