import { branchCoverage } from "../../vitest.coverage.ts";

/**
 * The decision modules: what is decided from values alone, without a socket, a process or a clock of the machine's.
 * Each is tried by the test that mirrors its path.
 */
const decisions = [
  "control/request-guard",
  "provider/awsx/subnet-layout",
  "provider/awsx/vpc-plan",
  "provider/values/plain",
  "provider/values/property-changes",
  "provider/values/struct",
  "stacks/apply-graph",
];

export default branchCoverage(
  decisions.map((module) => `src/${module}.ts`),
  decisions.map((module) => `test/${module}.test.ts`),
);
