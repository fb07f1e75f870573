import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { startFileBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, type BenchRow, ratios, rowOf } from "../bench.ts";
import { cpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const sizes = [1_000, 64_000, 1_000_000, 50_000_000];
const rounds = 3;
const secondsPerRound = 3;

/** What a byte costs while bodies grow. Four connections ask for files, or send bodies. */
export const growthBodies: Bench = {
  name: "growth-bodies",
  minutes: 3,
  title: "Growth: MB per CPU second as bodies grow, beside HAProxy",
  unavailable: balancerBench.unavailable,
  async run({ progress, signal }) {
    const folder = await mkdtemp(join(tmpdir(), "soft-landing-bodies-"));
    await using _files = {
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
    for (const size of sizes) {
      await writeFile(join(folder, String(size)), Buffer.alloc(size, "0123456789abcdef"));
    }
    await using backend = await startFileBackend(folder);
    await using lab = await startLabBalancer(backend.port);
    await using haproxy = await startHaproxy(backend.port);
    const megabytesPerCpuSecond = async ({ pid, port }: typeof lab, size: number, way: "down" | "up") => {
      const before = await cpuSeconds(pid);
      const { requests } = await runWrk({
        port,
        seconds: secondsPerRound,
        signal,
        connections: 4,
        ...(way === "down" ? { path: `/${size}` } : { path: "/sink", bodyBytes: size }),
      });
      return (requests * size) / 1e6 / ((await cpuSeconds(pid)) - before);
    };
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const [size, way] of [...sizes.map((size) => [size, "down"] as const), [1_000_000, "up"] as const]) {
      const samples = { lab: [] as number[], haproxy: [] as number[] };
      for (let round = 1; round <= rounds; round++) {
        progress(`${size} bytes ${way}: round ${round} of ${rounds}`);
        samples.lab.push(await megabytesPerCpuSecond(lab, size, way));
        samples.haproxy.push(await megabytesPerCpuSecond(haproxy, size, way));
      }
      if (way === "down") {
        points.push({ work: size, costs: samples.lab.map((value) => size / 1e6 / value) });
      }
      const what = `${(size / 1_000).toLocaleString("en")} KB ${way}`;
      rows.push(
        rowOf(`lab, ${what}`, "MB/CPU s", samples.lab),
        rowOf(`lab / HAProxy, ${what}`, "×", ratios(samples.lab, samples.haproxy)),
      );
    }
    return [...rows, shapeRow("CPU time of a body over its size", points)];
  },
};
