import {
  HierarchyLevelLimitExceededException,
  HierarchyTypeMismatchException,
  ParameterAlreadyExists,
  ParameterLimitExceeded,
  ParameterPatternMismatchException,
  PutParameter$,
  type PutParameterRequest,
  type PutParameterResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { type Constraint, checkConstraints } from "../../wire/constraints.ts";
import { fitsPattern } from "./allowed-pattern.ts";
import { isWellFormedName, judgedParameter, malformedName } from "./parameter-reference.ts";
import type { ParameterAttributes, StoredParameter } from "./parameter-table.ts";
import type { SsmState } from "./ssm-state.ts";

const constraints: Record<string, Constraint> = {
  Name: { required: true, minLength: 1, maxLength: 2048 },
  Value: { required: true, minLength: 1 },
  Description: { maxLength: 1024 },
  Type: { values: ["SecureString", "StringList", "String"] },
  Tier: { values: ["Standard", "Advanced", "Intelligent-Tiering"] },
  AllowedPattern: { maxLength: 1024 },
  DataType: { maxLength: 128 },
  Tags: { maxLength: 1000 },
};

/** Standard parameters of an account and Region (AWS General Reference, Systems Manager quotas). */
const mostParameters = 10_000;
const mostLevels = 15;
/** Bytes of a value in UTF-8, per tier. */
const valueLimit = { Standard: 4096, Advanced: 8192 } as const;
type Tier = keyof typeof valueLimit;

export const putParameter: Operation<SsmState, PutParameterRequest, PutParameterResult> = {
  schema: PutParameter$,
  honours: {
    AllowedPattern: true,
    // There are no machine images whose ID could be checked.
    DataType: ["text"],
    Description: true,
    Name: true,
    Overwrite: true,
    Tags: { Key: true, Value: true },
    Tier: true,
    Type: true,
    Value: true,
  },
  resource: ({ Name = "" }, place) => judgedParameter(Name, place),
  handle(input, state) {
    checkConstraints(input, constraints);
    if (input.Overwrite && input.Tags?.length) {
      throw new AwsError(
        "ValidationException",
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
          "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      );
    }
    const name = (input.Name ?? "").trim();
    const value = input.Value ?? "";
    checkName(name);
    const existing = state.parameters.find(name);
    checkOverwrite(existing, input);
    if (existing === undefined && state.parameters.count >= mostParameters) {
      throw new ParameterLimitExceeded({
        message:
          "You have exceeded the number of parameters for this AWS account. Delete one or more parameters and try again.",
        $metadata: {},
      });
    }
    const attributes = attributesOf(input, existing, value);
    checkValue(value, attributes);
    return { Version: state.parameters.write(name, value, attributes), Tier: attributes.tier };
  },
};

function checkName(name: string): void {
  const isPath = name.lastIndexOf("/") > 0;
  if (isPath && /^\/aws/i.test(name)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (!isPath && /^\/?(aws|ssm)/i.test(name)) {
    throw new AwsError(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
  if (/^\/ssm/i.test(name) || !isWellFormedName(name)) {
    throw malformedName();
  }
  if (name.split("/").length - 1 > mostLevels) {
    throw new HierarchyLevelLimitExceededException({
      message: `A hierarchy can have a maximum of ${mostLevels} levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide.`,
      $metadata: {},
    });
  }
}

function checkOverwrite(existing: StoredParameter | undefined, input: PutParameterRequest): void {
  if (!existing) {
    if (input.Type !== undefined) {
      return;
    }
    throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
  }
  if (!input.Overwrite) {
    throw new ParameterAlreadyExists({
      message:
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      $metadata: {},
    });
  }
  if (input.Type !== undefined && input.Type !== existing.type) {
    throw new HierarchyTypeMismatchException({
      message: "Parameter Store doesn't support changing a parameter type in a hierarchy.",
      $metadata: {},
    });
  }
  if (input.Tier === "Standard" && existing.tier === "Advanced") {
    throw new AwsError(
      "ValidationException",
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        "tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a " +
        "standard parameter.",
    );
  }
}

/** Attributes that are not named do not change. */
function attributesOf(
  input: PutParameterRequest,
  existing: StoredParameter | undefined,
  value: string,
): ParameterAttributes & { tier: Tier } {
  const fitsStandard = Buffer.byteLength(value) <= valueLimit.Standard;
  const wantsAdvanced = input.Tier === "Advanced" || (input.Tier === "Intelligent-Tiering" && !fitsStandard);
  return {
    tier: wantsAdvanced || existing?.tier === "Advanced" ? "Advanced" : "Standard",
    ...(input.Type !== undefined && { type: input.Type as StoredParameter["type"] }),
    ...(input.DataType !== undefined && { dataType: input.DataType }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.Tags !== undefined && {
      tags: Object.fromEntries(input.Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
    }),
    allowedPattern: input.AllowedPattern ?? existing?.allowedPattern,
  };
}

function checkValue(value: string, { tier, allowedPattern }: ParameterAttributes & { tier: Tier }): void {
  if (Buffer.byteLength(value) > valueLimit[tier]) {
    throw new AwsError("ValidationException", tooLong[tier]);
  }
  if (nestsParameter(value)) {
    throw new AwsError(
      "ValidationException",
      'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  }
  if (allowedPattern !== undefined && !fitsPattern(allowedPattern, value)) {
    throw new ParameterPatternMismatchException({
      message: `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
      $metadata: {},
    });
  }
}

const tooLong: Readonly<Record<Tier, string>> = {
  Standard:
    `Standard tier parameters support a maximum parameter value of ${valueLimit.Standard} characters. To create a larger ` +
    "parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see " +
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
  Advanced: `Advanced tier parameters support a maximum parameter value of ${valueLimit.Advanced} characters.`,
};

function nestsParameter(value: string): boolean {
  const open = value.indexOf("{{");
  return open >= 0 && value.includes("}}", open + 2);
}
