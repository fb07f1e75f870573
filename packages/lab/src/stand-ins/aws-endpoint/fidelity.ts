import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "AWS endpoint";
const file = "stand-ins/aws-endpoint/aws-endpoint.test.ts";

/** What the tests prove of AWS endpoint in the lab, and what is left out. */
export const awsEndpointFidelity: StandInFidelity = {
  rows: [
    {
      id: "endpoint.region",
      area,
      behaviour: "A request signed for another Region is refused.",
      fact: "The credential scope must name the service’s Region.",
      source: "IAM User Guide, “Troubleshoot Signature Version 4”",
      test: { file, name: "refuses another Region than the stack's and says which is right" },
    },
    {
      id: "endpoint.unsigned",
      area,
      behaviour: "A request that nobody signed is refused.",
      fact: "MissingAuthenticationToken.",
      source: "Common errors of the services",
      test: { file, name: "refuses a request that nobody signed" },
    },
    {
      id: "endpoint.serialization",
      area,
      behaviour: "A body that does not fit the shape is SerializationException, before any validation.",
      fact: "Answered by the services’ framework.",
      source: "dynalite’s notes of AWS’s answers; Smithy specification",
      test: { file, name: "refuses a body that is no JSON, and JSON that does not fit the shape" },
    },
    {
      id: "endpoint.null-item",
      area,
      behaviour: "A null in a list is a ValidationException that says where it stands.",
      fact: "Lists that are not sparse hold no null; the wording is that of AWS’s constraint messages.",
      source: "Smithy specification, sparse trait; messages of AWS services in public issues",
      test: { file, name: "refuses a null in a list of %s and says where it stands" },
    },
    {
      id: "endpoint.expired",
      area,
      behaviour: "A role’s credentials stop working when they expire.",
      fact: "ExpiredToken.",
      source: "IAM User Guide, “Temporary security credentials”",
      test: { file, name: "refuses a role's credentials that have expired" },
    },
    {
      id: "endpoint.cli",
      area,
      behaviour: "The AWS CLI works unmodified, errors included.",
      fact: "AWS_ENDPOINT_URL.",
      source: "AWS SDKs and Tools Reference Guide",
      test: {
        file: "stand-ins/aws-endpoint/aws-cli.system.ts",
        name: "prints a missing parameter's error as from AWS",
      },
    },
    {
      id: "endpoint.boto3",
      area,
      behaviour: "boto3 works unmodified: exceptions, paginators, waiters.",
      fact: "AWS_ENDPOINT_URL.",
      source: "AWS SDKs and Tools Reference Guide",
      test: { file: "stand-ins/aws-endpoint/boto3.system.ts", name: "raises the modelled exceptions" },
    },
  ],
  notImitated: [
    {
      area,
      what: "Signatures",
      why: "Any secret is accepted: the lab keeps no accounts, and whoever reaches loopback may call.",
    },
    {
      area,
      what: "IAM’s decisions",
      why: "The role’s policies are checked in the program and by its policy pack; access denied is a fault that can be switched on.",
    },
    { area, what: "TLS", why: "Everything is on loopback; clients take the endpoint’s http URL." },
    {
      area,
      what: "Any other service or call",
      why: "It is answered with an error that names it. A half-imitated call would teach the wrong thing.",
    },
  ],
};
