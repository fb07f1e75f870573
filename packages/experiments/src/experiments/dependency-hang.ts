import { defineExperiment } from "./define-experiment.ts";
import { healthyBefore, softLosesNothing, softRecoversSoon, softStaysFast } from "./shared-probes.ts";

export const dependencyHang = defineExperiment({
  name: "dependency-hang",
  title: "The table takes calls and never answers",
  question: "What happens to a page whose dependency neither answers nor refuses?",
  circumstance: "While the table took every call and answered none",
  explanation:
    "A call that is neither answered nor refused holds its request for as long as the caller waits. basic has set no limit, so requests pile up until people give up. error-handling has one, and a circuit breaker that stops asking after a few; so only the first requests, and those that happen to be a trial, wait for the limit.",
  phases: { beforeSeconds: 5, faultSeconds: 15, afterSeconds: 12 },
  settle: { faultSeconds: 0 },
  steadyStateHypothesis: {
    title: "error-handling loses nobody, stays fast, and comes back by itself",
    probes: [...healthyBefore, ...softLosesNothing, ...softStaysFast, ...softRecoversSoon],
  },
  method: [{ name: "reads hang", do: { action: "add-fault", service: "dynamodb", hang: true } }],
  rollbacks: [{ name: "reads answer", do: { action: "clear-faults" } }],
});
