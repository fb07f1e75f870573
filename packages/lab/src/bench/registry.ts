import { balancerBench } from "./balancer/balancer-bench.ts";
import { balancerTls } from "./balancer/balancer-tls.ts";
import type { Bench } from "./bench.ts";
import { consoleBreak } from "./console/console-break.ts";
import { consoleFirstView } from "./console/console-first-view.ts";
import { consoleMemory, consoleSoak } from "./console/console-memory.ts";
import { growthBodies } from "./growth/growth-bodies.ts";
import { growthConnections } from "./growth/growth-connections.ts";
import { growthFaults } from "./growth/growth-faults.ts";
import { growthInstances } from "./growth/growth-instances.ts";
import { growthMetrics } from "./growth/growth-metrics.ts";
import { growthRequests } from "./growth/growth-requests.ts";
import { growthTargets } from "./growth/growth-targets.ts";
import { pulumiUp } from "./pulumi/pulumi-up.ts";
import { labSoak } from "./region/lab-soak.ts";
import { dependencyHang } from "./server/dependency-hang.ts";
import { overload } from "./server/overload.ts";
import { pagesPerSecond } from "./server/pages-per-second.ts";
import { soak } from "./server/soak.ts";
import { startAndSize } from "./server/start-and-size.ts";

/** All benches, in the order in which `pnpm lab bench` runs them. */
export const benches: readonly Bench[] = [
  pagesPerSecond,
  startAndSize,
  dependencyHang,
  overload,
  soak,
  balancerBench,
  balancerTls,
  consoleFirstView,
  consoleBreak,
  consoleMemory,
  consoleSoak,
  growthRequests,
  growthConnections,
  growthBodies,
  growthTargets,
  growthInstances,
  growthMetrics,
  growthFaults,
  pulumiUp,
  labSoak,
];
