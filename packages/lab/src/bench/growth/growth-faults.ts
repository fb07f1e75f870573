import { createFaultRegistry } from "@soft-landing/aws-local/faults/fault-registry";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type Bench, rowOf } from "../bench.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const amounts = [1, 10, 100];
const rounds = 7;
const calls = 20_000;

/** The cost of faults for other calls, for a call of the AWS endpoint. */
export const growthFaults: Bench = {
  name: "growth-faults",
  title: "Growth: CPU time of a call to the AWS endpoint as faults for other calls grow",
  async run({ progress }) {
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const amount of amounts) {
      progress(`${amount} faults`);
      const registry = createFaultRegistry();
      registry.add(
        Array.from({ length: amount }, () => ({
          service: "ssm",
          operation: "GetParameter",
          hang: true,
          probability: 1,
        })),
      );
      const call = { service: "dynamodb", operation: "GetItem", caller: undefined };
      const microseconds: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const before = process.cpuUsage();
        for (let i = 0; i < calls; i++) {
          registry.effectOn(call);
        }
        const { user, system } = process.cpuUsage(before);
        microseconds.push((user + system) / calls);
      }
      // The first round warms up.
      microseconds.shift();
      points.push({ work: amount, costs: microseconds });
      rows.push(rowOf(amount === 1 ? "1 fault" : `${amount} faults`, "CPU µs/call", microseconds));
    }
    return [...rows, shapeRow("CPU time of a call over faults", points)];
  },
};
