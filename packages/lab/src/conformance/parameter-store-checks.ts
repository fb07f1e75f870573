import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { expectEqual, expectThat, refusalOf } from "../checker/check.ts";
import type { ConformanceCheck } from "./conformance-check.ts";

/** Parameter Store. The checks write only the stack's switch. */
export const parameterStoreChecks: readonly ConformanceCheck[] = [
  {
    id: "parameter-store.versions",
    title: "A write creates the next version. The previous version can still be read by its number.",
    async run({ place: { aws, outputs }, setParameter, eventually }) {
      const Name = outputs.switchParameterName;
      const { Parameter: before } = await aws.parameters.send(new GetParameterCommand({ Name }));
      await setParameter(before?.Value ?? "true");
      const after = await eventually(async () => {
        const { Parameter } = await aws.parameters.send(new GetParameterCommand({ Name }));
        return Parameter?.Version === before?.Version ? undefined : Parameter;
      });
      expectEqual("version", after?.Version, (before?.Version ?? 0) + 1);
      const old = await aws.parameters.send(new GetParameterCommand({ Name: `${Name}:${before?.Version}` }));
      expectEqual(
        "the previous version",
        [old.Parameter?.Value, old.Parameter?.Selector],
        [before?.Value, `:${before?.Version}`],
      );
    },
  },
  {
    id: "parameter-store.shape",
    title: "The switch is a standard String. It can be read by its ARN and by its path.",
    async run({ place: { aws, outputs } }) {
      const Name = outputs.switchParameterName;
      const { Parameter } = await aws.parameters.send(new GetParameterCommand({ Name }));
      expectEqual("type and data type", [Parameter?.Type, Parameter?.DataType], ["String", "text"]);
      const byArn = await aws.parameters.send(new GetParameterCommand({ Name: Parameter?.ARN }));
      expectEqual("name found by ARN", byArn.Parameter?.Name, Name);
      const Path = Name.slice(0, Name.lastIndexOf("/"));
      const below = await aws.parameters.send(new GetParametersByPathCommand({ Path }));
      expectThat(
        "names below the path",
        below.Parameters?.some((one) => one.Name === Name) ?? false,
        below.Parameters,
      );
      const { Parameters } = await aws.parameters.send(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [Name] }],
        }),
      );
      expectEqual(
        "tiers of that name",
        Parameters?.map(({ Tier }) => Tier),
        ["Standard"],
      );
    },
  },
  {
    id: "parameter-store.not-found",
    title:
      "A missing parameter gets ParameterNotFound without a message. A missing version gets ParameterVersionNotFound.",
    async run({ place: { aws, outputs } }) {
      const read = (Name: string) => aws.parameters.send(new GetParameterCommand({ Name }));
      const missing = await refusalOf("GetParameter", read(`${outputs.switchParameterName}/none`));
      expectEqual(
        "error and message",
        [missing.name, missing.message],
        ["ParameterNotFound", "UnknownError"],
      );
      const version = await refusalOf("GetParameter", read(`${outputs.switchParameterName}:999999`));
      expectEqual("error", version.name, "ParameterVersionNotFound");
    },
  },
  {
    id: "parameter-store.get-parameters",
    title: "GetParameters lists unknown names, and refuses more than ten names.",
    async run({ place: { aws, outputs } }) {
      const Name = outputs.switchParameterName;
      const answer = await aws.parameters.send(new GetParametersCommand({ Names: [Name, `${Name}/none`] }));
      expectEqual("names that were not found", answer.InvalidParameters, [`${Name}/none`]);
      const Names = Array.from({ length: 11 }, (_, index) => `${Name}/${index}`);
      const refusal = await refusalOf(
        "GetParameters",
        aws.parameters.send(new GetParametersCommand({ Names })),
      );
      expectEqual("error", refusal.name, "ValidationException");
    },
  },
  {
    id: "parameter-store.put-refusals",
    title: "A write without Overwrite, and values that are not allowed, are refused.",
    async run({ place: { aws, outputs } }) {
      const Name = outputs.switchParameterName;
      // Each of these is refused, so the switch does not change.
      const put = (input: { Value: string; Overwrite?: boolean; Name?: string }) =>
        refusalOf(
          "PutParameter",
          aws.parameters.send(new PutParameterCommand({ Name, Type: "String", ...input })),
        );
      expectEqual("without Overwrite", (await put({ Value: "true" })).name, "ParameterAlreadyExists");
      expectEqual("an empty value", (await put({ Value: "", Overwrite: true })).name, "ValidationException");
      expectEqual(
        "a nested one",
        (await put({ Value: "{{x}}", Overwrite: true })).name,
        "ValidationException",
      );
      const long = { Value: "x".repeat(4097), Overwrite: true };
      expectEqual("more than 4 KB", (await put(long)).name, "ValidationException");
      const name = { Name: "/soft-landing/not a name", Value: "x" };
      expectEqual("a malformed name", (await put(name)).name, "ValidationException");
    },
  },
];
