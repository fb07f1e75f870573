import { defineExperiment } from "./define-experiment.ts";
import { healthyBefore, softLosesNothing, softRecoversSoon, softStaysFast } from "./shared-probes.ts";

export const dependencyHang = defineExperiment({
  name: "dependency-hang",
  title: "The table accepts calls and never answers",
  question: "What happens to a page when its dependency accepts calls but never answers?",
  circumstance: "While the table accepted every call and answered none",
  explanation:
    "A call that hangs holds its request for as long as the caller waits. basic has no timeout, so requests pile up until users give up. error-handling has a timeout, and a circuit breaker that stops calling after a few failures, so only the first requests wait for the timeout.",
  phases: { beforeSeconds: 5, faultSeconds: 15, afterSeconds: 12 },
  settle: { faultSeconds: 0 },
  steadyStateHypothesis: {
    title: "error-handling answers every user, stays fast, and recovers by itself",
    probes: [...healthyBefore, ...softLosesNothing, ...softStaysFast, ...softRecoversSoon],
  },
  method: [{ name: "reads hang", do: { action: "add-fault", service: "dynamodb", hang: true } }],
  rollbacks: [{ name: "reads answer", do: { action: "clear-faults" } }],
});
