import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "Parameter Store";
const file = "stand-ins/ssm/parameter-store.test.ts";

/** What the tests prove of Parameter Store in the lab, and what is left out. */
export const parameterStoreFidelity: StandInFidelity = {
  rows: [
    {
      id: "ssm.versions",
      area,
      behaviour: "Every write makes a version; an older one is read by name:version.",
      fact: "A parameter keeps its history of up to 100 versions.",
      source: "Systems Manager User Guide, “Working with parameter versions”",
      test: { file, name: "raises the version with every write and keeps the old values" },
    },
    {
      id: "ssm.not-found",
      area,
      behaviour: "A missing parameter is ParameterNotFound with status 400 and no message.",
      fact: "The error’s message member is absent.",
      source: "Systems Manager API Reference, GetParameter; service model; seen in the CLI’s output",
      test: {
        file,
        name: "answers a missing parameter with ParameterNotFound and, like AWS, without a message",
      },
    },
    {
      id: "ssm.version-not-found",
      area,
      behaviour: "A missing version is ParameterVersionNotFound.",
      fact: "Two errors for two mistakes.",
      source: "Systems Manager API Reference, GetParameter",
      test: { file, name: "answers a missing version with ParameterVersionNotFound" },
    },
    {
      id: "ssm.arn",
      area,
      behaviour: "A parameter is found by its ARN too.",
      fact: "Name takes an ARN.",
      source: "Systems Manager API Reference, GetParameter",
      test: { file, name: "finds a parameter by its ARN" },
    },
    {
      id: "ssm.overwrite",
      area,
      behaviour: "Without Overwrite an existing parameter stays.",
      fact: "ParameterAlreadyExists.",
      source: "Systems Manager API Reference, PutParameter",
      test: { file, name: "refuses to overwrite without Overwrite" },
    },
    {
      id: "ssm.put-limits",
      area,
      behaviour: "Names, values, types and patterns are checked, each with its error.",
      fact: "Constraints of the parameters Name, Value, Type, Tier and AllowedPattern.",
      source: "Systems Manager API Reference, PutParameter",
      test: { file, name: "refuses a write with %s" },
    },
    {
      id: "ssm.get-parameters",
      area,
      behaviour: "GetParameters lists what it cannot find and succeeds.",
      fact: "InvalidParameters.",
      source: "Systems Manager API Reference, GetParameters",
      test: { file, name: "lists what it cannot find as invalid instead of failing GetParameters" },
    },
    {
      id: "ssm.get-parameters-limit",
      area,
      behaviour: "At most ten names a call.",
      fact: "Names: 1 to 10.",
      source: "Systems Manager API Reference, GetParameters",
      test: { file, name: "takes at most ten names at once" },
    },
    {
      id: "ssm.by-path",
      area,
      behaviour: "A path is read in pages of at most ten, recursively only if asked.",
      fact: "Path, Recursive, MaxResults, NextToken.",
      source: "Systems Manager API Reference, GetParametersByPath",
      test: { file, name: "reads a path page by page, below sub-paths only when told to" },
    },
    {
      id: "ssm.next-token",
      area,
      behaviour: "A token that no page gave is InvalidNextToken.",
      fact: "InvalidNextToken.",
      source: "Systems Manager API Reference, GetParametersByPath",
      test: { file, name: "refuses a token that no page has given" },
    },
    {
      id: "ssm.describe",
      area,
      behaviour: "DescribeParameters tells all but the value.",
      fact: "ParameterMetadata.",
      source: "Systems Manager API Reference, DescribeParameters",
      test: { file, name: "describes parameters without their values, filtered by name" },
    },
    {
      id: "ssm.throughput",
      area,
      behaviour:
        "GetParameter, GetParameters and GetParametersByPath share 40 calls a second; above it ThrottlingException “Rate exceeded”. Off until `up --parameter-limit` or ssm update-service-setting says so.",
      fact: "Standard throughput of an account and Region.",
      source: "AWS General Reference, Systems Manager quotas",
      test: {
        file: "stand-ins/aws-endpoint/aws-endpoint.test.ts",
        name: "limits reads of parameters to 40 a second for everybody together, where it is told to",
      },
    },
  ],
  notImitated: [
    {
      area,
      what: "KMS behind SecureString",
      why: "The program has no secret; values are kept and given as they are.",
    },
    {
      area,
      what: "Labels, policies, tags, history and deletion",
      why: "Nothing in the story needs them; each is refused by name.",
    },
    {
      area,
      what: "Reads that lag behind a write",
      why: "How long is not documented; the lab’s writes are read at once.",
    },
    { area, what: "The limit on writes", why: "Its figure has changed and is not in the sources at hand." },
  ],
};
