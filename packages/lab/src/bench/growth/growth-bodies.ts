import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { throughputRows } from "../balancer/beside-haproxy.ts";
import { startBareNode, startFileBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk, type WrkOptions } from "../balancer/wrk.ts";
import { type Bench, rowOf } from "../bench.ts";
import { type BenchProcess, withCpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const sizes = [1_000, 64_000, 1_000_000, 50_000_000];
const rounds = 5;
const warmUpSeconds = 1;
const secondsPerRound = 3;

type Way = "down" | "chunked" | "up";

/** Each size down with its length; large ones also without it, and up. */
const transfers: readonly (readonly [size: number, way: Way])[] = [
  ...sizes.map((size) => [size, "down"] as const),
  [50_000_000, "chunked"],
  [1_000_000, "up"],
];

function askedFor(size: number, way: Way): Pick<WrkOptions, "path" | "bodyBytes"> {
  switch (way) {
    case "down":
      return { path: `/${size}` };
    case "chunked":
      return { path: `/chunked/${size}` };
    case "up":
      return { path: "/sink", bodyBytes: size };
  }
}

/**
 * The cost of a byte as bodies grow. Four connections request files, or send bodies. Node's own server and client, which only
 * forward, show how much of the cost is Node's.
 */
export const growthBodies: Bench = {
  name: "growth-bodies",
  minutes: 6,
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
    await using haproxy = await startHaproxy([backend.port]);
    await using bareNode = await startBareNode("HTTP", { backendPorts: [backend.port] });
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const [size, way] of transfers) {
      const load = ({ port }: BenchProcess, seconds: number) =>
        runWrk({ port, seconds, signal, connections: 4, ...askedFor(size, way) });
      for (const proxy of [lab, haproxy, bareNode]) {
        await load(proxy, warmUpSeconds);
      }
      const samples = await alternatingRounds(
        { lab, haproxy, bareNode },
        rounds,
        (round) => progress(`${size} bytes ${way}: ${round}`),
        async (proxy) => {
          const { requests, cpuSeconds } = await withCpuSeconds(proxy, () => load(proxy, secondsPerRound));
          return (requests * size) / 1e6 / cpuSeconds;
        },
      );
      if (way === "down") {
        points.push({ work: size, costs: samples.lab.map((value) => size / 1e6 / value) });
      }
      const what = `${(size / 1_000).toLocaleString("en")} KB ${way}`;
      rows.push(
        rowOf(`lab, ${what}`, "MB/CPU s", samples.lab),
        ...throughputRows(samples, `, ${what}`, size >= 1_000_000 ? 0.45 : undefined),
      );
    }
    return [...rows, shapeRow("CPU time of a body over its size", points)];
  },
};
