import { type BenchContext, type BenchRow, ratios, rowOf } from "../bench.ts";
import { type BenchProcess, cpuSeconds } from "../bench-process.ts";
import { runH2load } from "./h2load.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

const protocols = {
  HTTPS: async (port: number, signal: AbortSignal) =>
    (await runWrk({ port, secure: true, seconds: secondsPerRound, signal })).requests,
  "HTTP/2": (port: number, signal: AbortSignal) => runH2load(port, secondsPerRound, signal),
} as const;

/**
 * Requests per CPU second of the proxy's process over HTTPS and over HTTP/2, with one certificate for both and in alternating
 * rounds. Connections are kept, so that it is the records that cost, and not the handshakes.
 */
export async function secureLoad(
  { lab, haproxy }: { lab: BenchProcess; haproxy: BenchProcess },
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [protocol, load] of Object.entries(protocols)) {
    const perCpuSecond = { lab: [] as number[], haproxy: [] as number[] };
    for (let round = 1; round <= rounds; round += 1) {
      progress(`${protocol}: round ${round} of ${rounds}`);
      perCpuSecond.lab.push(await measure(lab, load, signal));
      perCpuSecond.haproxy.push(await measure(haproxy, load, signal));
    }
    rows.push(
      rowOf(`the lab's load balancer over ${protocol}`, "requests/CPU s", perCpuSecond.lab),
      rowOf(`HAProxy over ${protocol}`, "requests/CPU s", perCpuSecond.haproxy),
      rowOf(`lab / HAProxy over ${protocol}`, "×", ratios(perCpuSecond.lab, perCpuSecond.haproxy), {
        text: "at least 0.35",
        met: (ratio) => ratio >= 0.35,
      }),
    );
  }
  return rows;
}

async function measure(
  { pid, port }: BenchProcess,
  load: (port: number, signal: AbortSignal) => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  const before = await cpuSeconds(pid);
  const requests = await load(port, signal);
  return requests / ((await cpuSeconds(pid)) - before);
}
