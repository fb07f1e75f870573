import type { ExperimentInput } from "@soft-landing/shared/experiment";

// An experiment is a plain object. The import above is for the editor only, so a copy of this file runs anywhere.
export default {
  name: "half-the-reads-fail",
  title: "Every second read of the table fails",
  question: "The AWS SDK tries a call three times. Is that enough when every second read fails?",
  circumstance: "While every second read of the table failed",
  phases: { beforeSeconds: 3, faultSeconds: 6, afterSeconds: 5 },
  load: { ratePerSecond: 50 },
  steadyStateHypothesis: {
    title: "Retries save most pages of basic; error-handling loses none",
    probes: [
      {
        name: "basic loses some of its pages",
        build: "basic",
        phase: "during",
        measure: "failed",
        tolerance: { min: 1 },
      },
      {
        name: "error-handling answers every request",
        build: "error-handling",
        phase: "whole",
        measure: "failed",
        tolerance: { max: 0 },
      },
    ],
  },
  method: [
    {
      name: "reads fail",
      do: {
        action: "add-fault",
        service: "dynamodb",
        operation: "GetItem",
        probability: 0.5,
        error: { code: "InternalServerError", statusCode: 500 },
      },
    },
  ],
  rollbacks: [{ name: "reads work", do: { action: "clear-faults" } }],
} satisfies ExperimentInput;
