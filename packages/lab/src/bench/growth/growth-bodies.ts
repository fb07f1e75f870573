import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { startFileBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, ratios, rowOf } from "../bench.ts";
import { withCpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const sizes = [1_000, 64_000, 1_000_000, 50_000_000];
const rounds = 3;
const secondsPerRound = 3;

/** The cost of a byte as bodies grow. Four connections request files, or send bodies. */
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
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const [size, way] of [...sizes.map((size) => [size, "down"] as const), [1_000_000, "up"] as const]) {
      const asked = way === "down" ? { path: `/${size}` } : { path: "/sink", bodyBytes: size };
      const samples = await alternatingRounds(
        { lab, haproxy },
        rounds,
        (round) => progress(`${size} bytes ${way}: ${round}`),
        async (proxy) => {
          const { requests, cpuSeconds } = await withCpuSeconds(proxy, () =>
            runWrk({ port: proxy.port, seconds: secondsPerRound, signal, connections: 4, ...asked }),
          );
          return (requests * size) / 1e6 / cpuSeconds;
        },
      );
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
