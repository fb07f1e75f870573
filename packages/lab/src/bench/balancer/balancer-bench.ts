import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { Bench, BenchContext } from "../bench.ts";
import { equalRates } from "./equal-rates.ts";
import { fullLoad } from "./full-load.ts";
import { startBackend, startBareNode, startHaproxy, startLabBalancer, startNginxProxy } from "./proxies.ts";
import { missingTool } from "./tools.ts";
import { runWrk } from "./wrk.ts";

/**
 * The cost and the delay of the load balancer compared with HAProxy and nginx, in front of one backend. Node's own server and
 * client, which only forward there, show how much of the cost is Node's.
 */
export const balancerBench: Bench = {
  name: "balancer",
  title: "The lab's load balancer beside HAProxy, nginx and Node's own server, in front of the same backend",
  unavailable: () => missingTool("haproxy", "nginx", "wrk"),
  run,
};

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using backend = await startBackend();
  await using lab = await startLabBalancer(backend.port);
  await using haproxy = await startHaproxy([backend.port]);
  await using nginx = await startNginxProxy(backend.port);
  await using bareNode = await startBareNode("HTTP", { backendPorts: [backend.port] });
  for (const { port } of [lab, haproxy, nginx, bareNode]) {
    await runWrk({ port, seconds: 2, signal: context.signal });
  }
  return [
    ...(await fullLoad({ lab, haproxy, nginx, bareNode }, context)),
    ...(await equalRates({ lab, haproxy, bareNode }, context)),
  ];
}
