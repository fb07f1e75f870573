import Table from "cli-table3";

export interface TerminalTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns of numbers, by their index. */
  rightAligned?: readonly number[];
}

/**
 * A table without colours. If it is wider than the terminal, a list: each row below its first cell.
 *
 * @param width of the terminal in characters; undefined if the output is not a terminal, and has no limit
 */
export function terminalTable(
  { head, rows, rightAligned = [] }: TerminalTable,
  width: number | undefined = process.stdout.columns,
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (rightAligned.includes(column) ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  const text = table.toString();
  const widest = text.indexOf("\n");
  return width === undefined || widest <= width ? text : list(head, rows);
}

function list(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows
    .map(([first = "", ...cells]) => {
      const lines = cells.flatMap((cell, index) => {
        const name = head[index + 1] ?? "";
        return cell === "" ? [] : [`    ${name === "" ? "" : `${name}: `}${cell}`];
      });
      return [`  ${first.trim()}`, ...lines].join("\n");
    })
    .join("\n");
}
