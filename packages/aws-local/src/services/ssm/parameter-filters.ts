import {
  InvalidFilterKey,
  InvalidFilterOption,
  InvalidFilterValue,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../wire/aws-error.ts";
import { type Failure, refuseFailures } from "../../wire/constraints.ts";
import { isBelowPath } from "./parameter-reference.ts";
import type { StoredParameter } from "./parameter-table.ts";

/** The filter keys of an operation, in the order of its messages. */
export const describingKeys = ["Path", "Name", "Type", "KeyId", "Tier", "DataType"] as const;
export const byPathKeys = ["Type", "KeyId"] as const;

/** The default key with which Systems Manager encrypts. */
const defaultKeyId = "alias/aws/ssm";
const mostValues = 50;
const mostValueLength = 1024;

type Test = (found: string, value: string) => boolean;
const comparisons: Readonly<Record<string, Test>> = {
  Equals: (found, value) => found === value,
  BeginsWith: (found, value) => found.startsWith(value),
};

/**
 * True if a parameter passes every filter. One matching value of a filter is enough.
 *
 * @param filters checked by checkFilters
 */
export function matchesFilters(
  parameter: StoredParameter,
  filters: readonly ParameterStringFilter[],
): boolean {
  return filters.every((filter) => matches(parameter, filter));
}

function matches(
  parameter: StoredParameter,
  { Key = "", Option, Values = [] }: ParameterStringFilter,
): boolean {
  if (Key === "Path") {
    return Values.some((value) => isBelowPath(parameter.name, value, Option === "Recursive"));
  }
  if (Key === "Name" && Option === "Contains") {
    return Values.some((value) => parameter.name.includes(value));
  }
  const compare = comparisons[Option ?? "Equals"];
  const found = valueUnder(parameter, Key);
  return (
    found !== undefined &&
    compare !== undefined &&
    (Values.length === 0 || Values.some((value) => compare(found, Key === "Name" ? absolute(value) : value)))
  );
}

function valueUnder(parameter: StoredParameter, key: string): string | undefined {
  switch (key) {
    case "Name":
      return absolute(parameter.name);
    case "Type":
      return parameter.type;
    case "Tier":
      return parameter.tier;
    case "DataType":
      return parameter.dataType;
    case "KeyId":
      return parameter.type === "SecureString" ? defaultKeyId : undefined;
    default:
      return parameter.tags[key.slice("tag:".length)];
  }
}

/** For a filter, a plain name and the same name after a slash are the same. */
function absolute(name: string): string {
  return name.startsWith("/") ? name : `/${name}`;
}

/**
 * Refuses filters with Parameter Store's messages.
 *
 * @param keys the operation's keys; tags are allowed with DescribeParameters
 * @throws AwsError ValidationException; InvalidFilterKey, InvalidFilterOption, InvalidFilterValue
 */
export function checkFilters(filters: readonly ParameterStringFilter[], keys: readonly string[]): void {
  refuseFailures(filters.flatMap(brokenConstraints));
  const seen = new Set<string>();
  for (const filter of filters) {
    const { Key = "" } = filter;
    if (!keys.includes(Key) && !(Key.startsWith("tag:") && keys.includes("Path"))) {
      throw invalidKey(
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${keys.join(", ")}].`,
      );
    }
    if (seen.has(Key)) {
      throw invalidKey(
        `The following filter is duplicated in the request: ${Key}. A request can contain only one occurrence of a specific filter.`,
      );
    }
    seen.add(Key);
    checkValues(filter);
    checkOption(filter);
  }
}

function brokenConstraints({ Key = "", Values = [] }: ParameterStringFilter, index: number): Failure[] {
  const path = `parameterFilters.${index + 1}.member`;
  const failures: Failure[] = [];
  if (!/^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/.test(Key)) {
    const rule = "satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType";
    failures.push({ value: Key, path: `${path}.key`, rule });
  }
  if (Key.length > 132) {
    failures.push({ value: Key, path: `${path}.key`, rule: "have length less than or equal to 132" });
  }
  if (Values.length > mostValues) {
    failures.push({
      value: Values,
      path: `${path}.values`,
      rule: `have length less than or equal to ${mostValues}`,
    });
  }
  if (Values.some(({ length }) => length === 0 || length > mostValueLength)) {
    const rule = `satisfy constraint: [Member must have length less than or equal to ${mostValueLength}, Member must have length greater than or equal to 1]`;
    failures.push({ value: Values, path: `${path}.values`, rule });
  }
  return failures;
}

function checkValues({ Key = "", Values = [] }: ParameterStringFilter): void {
  if (Values.length === 0 && !Key.startsWith("tag:")) {
    throw new InvalidFilterValue({
      message: `The following filter values are missing : null for filter key ${Key}.`,
      $metadata: {},
    });
  }
  const known = knownValues[Key];
  const unknown = known && Values.find((value) => !known.includes(value));
  if (unknown !== undefined) {
    throw invalidOption(
      `The following filter value is not valid: ${unknown}. Valid values include: [${known?.join(", ")}].`,
    );
  }
  if (Key === "Path") {
    for (const value of Values) {
      checkPath(value);
    }
  }
}

const knownValues: Readonly<Record<string, readonly string[]>> = {
  Tier: ["Standard", "Advanced", "Intelligent-Tiering"],
  Type: ["String", "StringList", "SecureString"],
};

function checkPath(path: string): void {
  if (/^\/(aws|ssm)/i.test(path)) {
    throw new AwsError(
      "ValidationException",
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global ' +
        "parameters, please specify within a global namespace.",
    );
  }
  if (!path.startsWith("/") || path.includes("//") || !/^[\w./-]*$/.test(path)) {
    throw malformedPath();
  }
}

/** Parameter Store's message for every invalid path. */
export function malformedPath(): AwsError {
  return new AwsError(
    "ValidationException",
    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward " +
      'slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, ' +
      "or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All " +
      'sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

function checkOption({ Key = "", Option }: ParameterStringFilter): void {
  const options = Key === "Path" ? ["Recursive", "OneLevel"] : ["BeginsWith", "Equals"];
  if (Option === undefined || options.includes(Option) || (Key === "Name" && Option === "Contains")) {
    return;
  }
  throw invalidOption(
    `The following filter option is not valid: ${Option}. Valid options include: [${options.join(", ")}].`,
  );
}

function invalidKey(message: string): InvalidFilterKey {
  return new InvalidFilterKey({ message, $metadata: {} });
}

function invalidOption(message: string): InvalidFilterOption {
  return new InvalidFilterOption({ message, $metadata: {} });
}
