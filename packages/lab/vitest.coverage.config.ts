import { branchCoverage } from "../../vitest.shared.ts";

/**
 * The lab's decision modules: what is decided from values alone, without a socket, a process or a clock of the machine's.
 * Each is tried by the test that mirrors its path.
 */
const decisions = [
  "control/request-guard",
  "faults/fault-message",
  "faults/fault-registry",
  "measure/aggregate",
  "measure/classify-answer",
  "measure/format-figures",
  "measure/judge",
  "measure/latency-histogram",
  "measure/load-plan",
  "measure/phase-windows",
  "measure/saturation",
  "measure/summary",
  "measure/verdict",
  "metrics/create-metric-store",
  "metrics/second-series",
  "metrics/value-sketch",
  "realise/graph-difference",
  "realise/graph-reader",
  "realise/lab-plan",
  "realise/plan-update",
  "realise/user-data",
  "stand-ins/aws-endpoint/constraints",
  "stand-ins/aws-endpoint/protocols/query-input",
  "stand-ins/fleet/activity-wording",
  "stand-ins/fleet/group-decisions",
  "stand-ins/fleet/unit-restart",
  "stand-ins/fleet/unit-settings",
  "stand-ins/load-balancer/data-plane/admission",
  "stand-ins/load-balancer/data-plane/desync",
  "stand-ins/load-balancer/data-plane/limits",
  "stand-ins/load-balancer/data-plane/parse-errors",
  "stand-ins/load-balancer/data-plane/request-headers",
  "stand-ins/load-balancer/data-plane/trace-id",
  "stand-ins/load-balancer/health/health-state",
  "stand-ins/load-balancer/health/matcher",
  "stand-ins/load-balancer/routing/anomaly",
  "stand-ins/load-balancer/routing/balancer",
  "stand-ins/load-balancer/routing/routable-targets",
  "stand-ins/load-balancer/routing/slow-start",
  "stand-ins/ssm/parameter-filters",
  "stand-ins/ssm/parameter-reference",
  "stand-ins/ssm/parameter-table",
  "stand-ins/ssm/put-parameter",
  "stand-ins/ssm/read-throughput",
];

export default branchCoverage(
  decisions.map((module) => `src/${module}.ts`),
  decisions.map((module) => `test/${module}.test.ts`),
);
