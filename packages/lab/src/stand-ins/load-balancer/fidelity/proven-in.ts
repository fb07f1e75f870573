import type { FidelityArea, FidelityRow } from "../../../conformance/fidelity-row.ts";

type Texts = Pick<FidelityRow, "behaviour" | "fact" | "source">;

/** Rows that one test file proves. */
export function provenIn(
  file: string,
  inArea: FidelityArea,
  rows: Record<string, Texts & { name: string }>,
): FidelityRow[] {
  return Object.entries(rows).map(([id, { name, ...texts }]) => ({
    id,
    area: inArea,
    ...texts,
    test: { file: `stand-ins/load-balancer/${file}`, name },
  }));
}
