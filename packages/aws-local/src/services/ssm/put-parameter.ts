import {
  HierarchyLevelLimitExceededException,
  HierarchyTypeMismatchException,
  InvalidAllowedPatternException,
  ParameterAlreadyExists,
  ParameterPatternMismatchException,
  PutParameter$,
  type PutParameterRequest,
  type PutParameterResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { type Constraint, checkConstraints } from "../../wire/constraints.ts";
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
};

const mostLevels = 15;
/** Bytes of a value in UTF-8, per tier. */
const valueLimit = { Standard: 4096, Advanced: 8192 } as const;

export const putParameter: Operation<SsmState, PutParameterRequest, PutParameterResult> = {
  schema: PutParameter$,
  honours: {
    AllowedPattern: true,
    DataType: true,
    Description: true,
    Name: true,
    Overwrite: true,
    Tier: true,
    Type: true,
    Value: true,
  },
  resource: ({ Name = "" }, place) => judgedParameter(Name, place),
  handle(input, state) {
    checkConstraints(input, constraints);
    const name = (input.Name ?? "").trim();
    const value = input.Value ?? "";
    checkName(name);
    const existing = state.parameters.find(name);
    checkOverwrite(existing, input);
    const attributes = attributesOf(input, existing, value);
    checkValue(value, attributes);
    return { Version: state.parameters.write(name, value, attributes), Tier: attributes.tier };
  },
};

function checkName(name: string): void {
  if (/^\/?aws/i.test(name)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (/^\/?ssm/i.test(name) || !isWellFormedName(name)) {
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
}

/** What is not named stays as it is; an advanced parameter does not become a standard one again. */
function attributesOf(
  input: PutParameterRequest,
  existing: StoredParameter | undefined,
  value: string,
): ParameterAttributes & { tier: "Standard" | "Advanced" } {
  const fitsStandard = Buffer.byteLength(value) <= valueLimit.Standard;
  const wantsAdvanced = input.Tier === "Advanced" || (input.Tier === "Intelligent-Tiering" && !fitsStandard);
  return {
    tier: wantsAdvanced || existing?.tier === "Advanced" ? "Advanced" : "Standard",
    ...(input.Type !== undefined && { type: input.Type as StoredParameter["type"] }),
    ...(input.DataType !== undefined && { dataType: input.DataType }),
    ...(input.Description !== undefined && { description: input.Description }),
    allowedPattern: input.AllowedPattern ?? existing?.allowedPattern,
  };
}

function checkValue(
  value: string,
  { tier, allowedPattern }: ParameterAttributes & { tier: "Standard" | "Advanced" },
): void {
  if (/\{\{.*\}\}/s.test(value)) {
    throw new AwsError(
      "ValidationException",
      'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  }
  if (Buffer.byteLength(value) > valueLimit[tier]) {
    throw new AwsError(
      "ValidationException",
      `${tier} tier parameters support a maximum parameter value of ${valueLimit[tier]} characters.`,
    );
  }
  if (allowedPattern !== undefined && !patternOf(allowedPattern).test(value)) {
    throw new ParameterPatternMismatchException({
      message: `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
      $metadata: {},
    });
  }
}

/** Java's regular expressions, as AWS has them, and JavaScript's agree on what such patterns use. */
function patternOf(allowedPattern: string): RegExp {
  try {
    return new RegExp(`^(?:${allowedPattern})$`);
  } catch {
    throw new InvalidAllowedPatternException({
      message: `The regular expression is not valid: ${allowedPattern}`,
      $metadata: {},
    });
  }
}
