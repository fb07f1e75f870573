import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "STS";
const file = "stand-ins/sts/get-caller-identity.test.ts";

/** What the tests prove of STS in the lab, and what is left out. */
export const stsFidelity: StandInFidelity = {
  rows: [
    {
      id: "sts.caller",
      area,
      behaviour:
        "An instance is its role’s session under the instance id; a person is a user of the stack’s account.",
      fact: "GetCallerIdentity.",
      source: "STS API Reference, GetCallerIdentity",
      test: { file, name: "tells %s by the access key" },
    },
  ],
  notImitated: [
    {
      area,
      what: "AssumeRole and the other calls",
      why: "Nobody needs further credentials: the lab takes any.",
    },
  ],
};
