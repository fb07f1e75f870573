import { defineExperiment } from "./define-experiment.ts";
import { hardFails, healthyAfter, healthyBefore, softDegrades, softLosesNothing } from "./shared-probes.ts";

export const throttled = defineExperiment({
  name: "throttled",
  title: "The table throttles every read",
  question: "What does a person see while DynamoDB answers that there are too many requests?",
  circumstance: "While the table throttled every read",
  explanation:
    "The SDK tries a throttled call again, after a pause, several times: basic takes seconds to fail, and fails anyway. error-handling answers when its budget is spent, without waiting for the retries.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  steadyStateHypothesis: {
    title: "error-handling answers everybody, whatever the SDK's retries do",
    probes: [...healthyBefore, ...hardFails, ...softLosesNothing, ...softDegrades, ...healthyAfter],
  },
  method: [
    {
      name: "throttled",
      do: {
        action: "add-fault",
        service: "dynamodb",
        error: { statusCode: 400, code: "ThrottlingException" },
      },
    },
  ],
  rollbacks: [{ name: "unthrottled", do: { action: "clear-faults" } }],
});
