import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Bench, BenchContext, BenchRow } from "../bench.ts";
import { rowOf } from "../server/rounds.ts";
import { cpuSeconds } from "./cpu-time.ts";
import { type Listening, startBackend, startHaproxy, startLabBalancer, startNginxProxy } from "./proxies.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

/** What the load balancer costs: requests per CPU second of the proxy's process, beside HAProxy and nginx, before one backend. */
export const requestsPerCpuSecond: Bench = {
  name: "balancer",
  title: "Requests per CPU second of the proxy: the lab's load balancer beside HAProxy and nginx",
  unavailable,
  run,
};

const names = ["lab", "haproxy", "nginx"] as const;
type Name = (typeof names)[number];
type Samples = Record<Name, { perCpuSecond: number[]; p99Ms: number[] }>;

async function unavailable(): Promise<string | undefined> {
  if (process.platform !== "linux") return "CPU time is read from /proc, which only Linux has";
  for (const [tool, argument] of [
    ["haproxy", "-v"],
    ["nginx", "-v"],
    ["wrk", "-v"],
  ] as const) {
    const missing = await promisify(execFile)(tool, [argument]).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    if (missing) return `${tool} is not installed (Debian: apt install haproxy nginx wrk)`;
  }
  return undefined;
}

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using backend = await startBackend();
  await using lab = await startLabBalancer(backend.port);
  await using haproxy = await startHaproxy(backend.port);
  await using nginx = await startNginxProxy(backend.port);
  const proxies: Record<Name, Listening> = { lab, haproxy, nginx };
  const samples: Samples = {
    lab: { perCpuSecond: [], p99Ms: [] },
    haproxy: { perCpuSecond: [], p99Ms: [] },
    nginx: { perCpuSecond: [], p99Ms: [] },
  };
  for (const name of names) await runWrk(proxies[name].port, 2, signal);
  for (let round = 1; round <= rounds; round += 1) {
    progress(`balancer: round ${round} of ${rounds}`);
    for (const name of names) {
      const { perCpuSecond, p99Ms } = await measure(name, proxies[name], signal);
      samples[name].perCpuSecond.push(perCpuSecond);
      samples[name].p99Ms.push(p99Ms);
    }
  }
  return rowsFrom(samples);
}

async function measure(name: Name, { pid, port }: Listening, signal: AbortSignal) {
  const before = await cpuSeconds(pid);
  const { requests, errors, p99Ms } = await runWrk(port, secondsPerRound, signal);
  const used = (await cpuSeconds(pid)) - before;
  if (errors > 0)
    throw new Error(`${name}: ${errors} of ${requests} requests failed; nothing can be compared`);
  return { perCpuSecond: requests / used, p99Ms };
}

function rowsFrom({ lab, haproxy, nginx }: Samples): BenchRow[] {
  const ratios = (values: number[], to: number[]) =>
    values.map((value, round) => value / (to[round] ?? Number.NaN));
  return [
    rowOf("the lab's load balancer", "requests/CPU s", lab.perCpuSecond),
    rowOf("HAProxy", "requests/CPU s", haproxy.perCpuSecond),
    rowOf("nginx", "requests/CPU s", nginx.perCpuSecond),
    rowOf("lab / HAProxy", "×", ratios(lab.perCpuSecond, haproxy.perCpuSecond), {
      text: "at least 0.20 (aim 0.33)",
      met: (ratio) => ratio >= 0.2,
    }),
    rowOf("lab / nginx", "×", ratios(lab.perCpuSecond, nginx.perCpuSecond)),
    rowOf("p99 of the lab", "ms", lab.p99Ms),
    rowOf("p99 of HAProxy", "ms", haproxy.p99Ms),
    rowOf("p99, lab / HAProxy", "×", ratios(lab.p99Ms, haproxy.p99Ms), {
      text: "at most 3",
      met: (ratio) => ratio <= 3,
    }),
  ];
}
