import { branchCoverage } from "../../vitest.coverage.ts";

/**
 * The decision modules: what is decided from values alone, without a socket, a process or a clock of the machine's.
 * Each is tried by the test that mirrors its path.
 */
const decisions = [
  "faults/fault-message",
  "faults/fault-registry",
  "fleet/activity-wording",
  "fleet/group-decisions",
  "fleet/unit-restart",
  "fleet/unit-settings",
  "load-balancer/data-plane/admission",
  "load-balancer/data-plane/desync",
  "load-balancer/data-plane/limits",
  "load-balancer/data-plane/parse-errors",
  "load-balancer/data-plane/request-headers",
  "load-balancer/data-plane/trace-id",
  "load-balancer/health/health-state",
  "load-balancer/health/matcher",
  "load-balancer/routing/anomaly",
  "load-balancer/routing/balancer",
  "load-balancer/routing/routable-targets",
  "load-balancer/routing/slow-start",
  "metrics/create-metric-store",
  "metrics/second-series",
  "metrics/value-sketch",
  "services/ssm/parameter-filters",
  "services/ssm/parameter-reference",
  "services/ssm/parameter-table",
  "services/ssm/put-parameter",
  "services/ssm/read-throughput",
  "fleet/user-data",
  "wire/constraints",
  "wire/protocols/query-input",
];

export default branchCoverage(
  decisions.map((module) => `src/${module}.ts`),
  decisions.map((module) => `test/${module}.test.ts`),
);
