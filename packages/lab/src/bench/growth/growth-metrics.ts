import { fork } from "node:child_process";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { z } from "zod";
import { type Bench, rowOf } from "../bench.ts";
import { nextMessage } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const amounts = [0.5, 1, 3, 6];
const rounds = 3;
const resultSchema = z.strictObject({ heapMegabytes: z.number(), cpuSeconds: z.number() });

/** The cost of hours of metrics. Data points are kept for three hours. */
export const growthMetrics: Bench = {
  name: "growth-metrics",
  minutes: 2,
  title: "Growth: memory and CPU time of the metrics at 100 requests/s as hours pass (simulated clock)",
  async run({ progress, signal }) {
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const hours of amounts) {
      const results: z.infer<typeof resultSchema>[] = [];
      for (let round = 1; round <= rounds; round++) {
        progress(`${hours} h: round ${round} of ${rounds}`);
        const child = fork(new URL("metrics-process.ts", import.meta.url), [String(hours)], { signal });
        results.push(resultSchema.parse(await nextMessage(child)));
      }
      points.push({ work: hours, costs: results.map(({ cpuSeconds }) => cpuSeconds) });
      rows.push(
        rowOf(
          `${hours} h, heap`,
          "MB",
          results.map(({ heapMegabytes }) => heapMegabytes),
        ),
        rowOf(
          `${hours} h, CPU time`,
          "s",
          results.map(({ cpuSeconds }) => cpuSeconds),
        ),
      );
    }
    return [...rows, shapeRow("CPU time over hours", points)];
  },
};
