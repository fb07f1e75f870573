import { z } from "zod";

/** One figure of a bench: the median over alternating rounds, with its spread. */
export const benchRowSchema = z.strictObject({
  label: z.string(),
  unit: z.string(),
  median: z.number(),
  min: z.number(),
  max: z.number(),
  rounds: z.int(),
  /** The goal, in words, and whether this run met it; absent if the row is only information. */
  goal: z.strictObject({ text: z.string(), met: z.boolean() }).optional(),
});
export type BenchRow = z.infer<typeof benchRowSchema>;

/**
 * What `pnpm lab bench NAMES --out FOLDER` writes for each bench: everything that docs/benches.md says
 * about it.
 */
export const benchJournalSchema = z.strictObject({
  machine: z.string(),
  node: z.string(),
  measuredAt: z.iso.datetime(),
  command: z.string(),
  name: z.string(),
  title: z.string(),
  rows: z.array(benchRowSchema),
});
export type BenchJournal = z.infer<typeof benchJournalSchema>;

/** Three significant digits, or the whole number if that has more. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) {
    return value === Number.POSITIVE_INFINITY ? "∞" : "–";
  }
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
