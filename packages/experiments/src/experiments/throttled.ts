import { defineExperiment } from "./define-experiment.ts";
import { hardFails, healthyAfter, healthyBefore, softDegrades, softLosesNothing } from "./shared-probes.ts";

export const throttled = defineExperiment({
  name: "throttled",
  title: "The table throttles every read",
  question: "What do users see while DynamoDB throttles every request?",
  circumstance: "While the table throttled every read",
  explanation:
    "The SDK retries a throttled call several times, with pauses, so basic takes seconds to fail. error-handling answers when its timeout ends, without waiting for the retries.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  steadyStateHypothesis: {
    title: "error-handling answers every user, whatever the SDK's retries do",
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
