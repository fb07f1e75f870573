import type { StandInFidelity } from "../conformance/fidelity-row.ts";

const area = "Faults";
const file = "stand-ins/aws-endpoint/aws-endpoint.test.ts";

/** What the tests prove of Faults in the lab, and what is left out. */
export const faultsFidelity: StandInFidelity = {
  rows: [
    {
      id: "faults.errors",
      area,
      behaviour: "A fault’s error is AWS’s own: shape, status and words.",
      fact: "Error codes and messages of the services.",
      source: "DynamoDB Developer Guide, “Error handling”; service models",
      test: { file, name: "answer with their error, in AWS's words, and count their effect" },
    },
    {
      id: "faults.access-denied",
      area,
      behaviour: "Access denied names who asked for what.",
      fact: "The message names user and action.",
      source: "IAM User Guide, “Troubleshoot access denied error messages”",
      test: { file, name: "name the caller and the action where access is denied" },
    },
  ],
  notImitated: [
    {
      area,
      what: "Faults below HTTP (lost packets, TLS, DNS)",
      why: "On loopback there is nothing to lose; a hang and a closed connection stand in for them.",
    },
  ],
};
