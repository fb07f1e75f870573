import type { Check } from "../checker/check.ts";
import { autoScalingChecks } from "./auto-scaling-checks.ts";
import { asCheck } from "./conformance-check.ts";
import { loadBalancerChecks } from "./load-balancer-checks.ts";
import { metricChecks } from "./metric-checks.ts";
import { pageChecks } from "./page-checks.ts";
import { parameterStoreChecks } from "./parameter-store-checks.ts";
import { tableChecks } from "./table-checks.ts";
import { targetHealthChecks } from "./target-health-checks.ts";

/** Every check, in the order in which they run. The metrics come last. */
export const checks: readonly Check[] = [
  ...pageChecks,
  ...targetHealthChecks,
  ...autoScalingChecks,
  ...parameterStoreChecks,
  ...tableChecks,
  ...loadBalancerChecks,
  ...metricChecks,
].map(asCheck);
