import { readFile } from "node:fs/promises";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type Bench, rowOf } from "../bench.ts";
import { childPids, forkBenchProcess } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const amounts = [
  { instances: 3, stacks: 1 },
  { instances: 3, stacks: 2 },
  { instances: 10, stacks: 1 },
  { instances: 30, stacks: 1 },
];
const rounds = 3;

/** The cost of a lab as its instances grow. Its graph is recorded before; the server's processes are real. */
export const growthInstances: Bench = {
  name: "growth-instances",
  minutes: 2,
  title: "Growth: start and memory of a lab as instances and stacks grow",
  async unavailable() {
    return process.platform === "linux" ? undefined : "needs Linux: it reads memory from /proc";
  },
  async run({ progress, signal }) {
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const { instances, stacks } of amounts) {
      const what = `${instances} instances${stacks === 1 ? "" : ` in each of ${stacks} stacks`}`;
      const starts: number[] = [];
      const memory: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        progress(`${what}: round ${round} of ${rounds}`);
        await using lab = await forkBenchProcess(new URL("lab-process.ts", import.meta.url), {
          args: [String(instances), String(stacks)],
          env: process.env,
        });
        starts.push(lab.ready.startMs ?? Number.NaN);
        memory.push(await proportionalMegabytes(lab.pid));
      }
      if (stacks === 1) {
        points.push({ work: instances, costs: memory });
      }
      rows.push(rowOf(`${what}, start`, "ms", starts), rowOf(`${what}, memory`, "MB", memory));
    }
    return [...rows, shapeRow("memory over instances", points)];
  },
};

/**
 * The memory of a process and all its descendants, in MB of 10^6 bytes. A page that several of them share is
 * divided among them (Linux: proc_pid_smaps(5), Pss).
 */
async function proportionalMegabytes(pid: number): Promise<number> {
  // A process that has ended meanwhile has no memory.
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const kibibytes = Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  const children = await childPids(pid).catch(() => []);
  const below = await Promise.all(children.map(proportionalMegabytes));
  return (kibibytes * 1_024) / 1e6 + below.reduce((sum, megabytes) => sum + megabytes, 0);
}
