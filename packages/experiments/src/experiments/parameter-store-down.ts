import { defineExperiment } from "./define-experiment.ts";
import { hardFails, healthyAfter, healthyBefore, softLosesNothing } from "./shared-probes.ts";

export const parameterStoreDown = defineExperiment({
  name: "parameter-store-down",
  title: "Parameter Store answers every call with an error",
  question: "Is the switch itself a hard dependency?",
  circumstance: "While Parameter Store failed every call",
  explanation:
    "basic reads the switch for every page, so Parameter Store is as hard a dependency as the table itself. error-handling keeps the last value it knows and reads again in the background.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  steadyStateHypothesis: {
    title: "error-handling answers every user, although it cannot read its switch",
    probes: [...healthyBefore, ...hardFails, ...softLosesNothing, ...healthyAfter],
  },
  method: [
    {
      name: "Parameter Store down",
      do: {
        action: "add-fault",
        service: "ssm",
        error: { statusCode: 500, code: "InternalServerError" },
      },
    },
  ],
  rollbacks: [{ name: "Parameter Store up", do: { action: "clear-faults" } }],
});
