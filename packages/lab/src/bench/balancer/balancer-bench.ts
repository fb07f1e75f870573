import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { Bench, BenchContext } from "../bench.ts";
import { equalRates } from "./equal-rates.ts";
import { fullLoad } from "./full-load.ts";
import { startBackend, startHaproxy, startLabBalancer, startNginxProxy } from "./proxies.ts";
import { missingTool } from "./tools.ts";
import { runWrk } from "./wrk.ts";

/** The cost and the delay of the load balancer compared with HAProxy and nginx, in front of one backend. */
export const balancerBench: Bench = {
  name: "balancer",
  title: "The lab's load balancer beside HAProxy and nginx, in front of the same backend",
  unavailable: () => missingTool("haproxy", "nginx", "wrk"),
  run,
};

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using backend = await startBackend();
  await using lab = await startLabBalancer(backend.port);
  await using haproxy = await startHaproxy(backend.port);
  await using nginx = await startNginxProxy(backend.port);
  for (const { port } of [lab, haproxy, nginx]) {
    await runWrk({ port, seconds: 2, signal: context.signal });
  }
  return [
    ...(await fullLoad({ lab, haproxy, nginx }, context)),
    ...(await equalRates({ lab, haproxy }, context)),
  ];
}
