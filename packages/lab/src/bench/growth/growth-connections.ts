import { balancerBench } from "../balancer/balancer-bench.ts";
import { startBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, type BenchRow, ratios, rowOf } from "../bench.ts";
import { cpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const amounts = [10, 100, 1_000, 5_000];
const rounds = 5;
const secondsPerRound = 3;

/** What a request costs while more and more connections bring them. */
export const growthConnections: Bench = {
  name: "growth-connections",
  minutes: 4,
  title: "Growth: requests per CPU second at full load as connections grow, beside HAProxy",
  unavailable: balancerBench.unavailable,
  async run({ progress, signal }) {
    await using backend = await startBackend();
    await using lab = await startLabBalancer(backend.port);
    await using haproxy = await startHaproxy(backend.port);
    const perCpuSecond = async ({ pid, port }: typeof lab, connections: number, close = false) => {
      const before = await cpuSeconds(pid);
      const { requests } = await runWrk({ port, seconds: secondsPerRound, signal, connections, close });
      return requests / ((await cpuSeconds(pid)) - before);
    };
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const [connections, close] of [
      ...amounts.map((amount) => [amount, false] as const),
      [32, true] as const,
    ]) {
      const samples = { lab: [] as number[], haproxy: [] as number[] };
      for (let round = 1; round <= rounds; round++) {
        progress(
          `${connections} connections${close ? ", a new one for each request" : ""}: round ${round} of ${rounds}`,
        );
        samples.lab.push(await perCpuSecond(lab, connections, close));
        samples.haproxy.push(await perCpuSecond(haproxy, connections, close));
      }
      if (!close) {
        points.push({ work: connections, costs: samples.lab.map((value) => connections / value) });
      }
      const what = close
        ? "a connection for each request"
        : `${connections.toLocaleString("en")} connections`;
      rows.push(
        rowOf(`lab, ${what}`, "requests/CPU s", samples.lab),
        rowOf(`lab / HAProxy, ${what}`, "×", ratios(samples.lab, samples.haproxy)),
      );
    }
    return [...rows, shapeRow("CPU time of one request from each connection", points)];
  },
};
