import { branchCoverage } from "../../vitest.coverage.ts";

/**
 * The decision modules: what is decided from values alone, without a socket, a process or a clock of the machine's.
 * Each is tried by the test that mirrors its path.
 */
const decisions = [
  "judging/aggregate",
  "judging/format-figures",
  "judging/judge",
  "judging/latency-histogram",
  "judging/phase-windows",
  "judging/saturation",
  "judging/summary",
  "judging/verdict",
  "load/load-plan",
  "load/sample",
];

export default branchCoverage(
  decisions.map((module) => `src/${module}.ts`),
  decisions.map((module) => `test/${module}.test.ts`),
);
