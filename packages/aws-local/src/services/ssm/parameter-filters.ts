import {
  InvalidFilterKey,
  InvalidFilterOption,
  InvalidFilterValue,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import { isBelowPath } from "./parameter-reference.ts";
import type { StoredParameter } from "./parameter-table.ts";

type Test = (parameter: StoredParameter, value: string) => boolean;

/** The filter keys with their options; the first option is the default. */
const tests: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  Name: {
    Equals: ({ name }, value) => name === value,
    BeginsWith: ({ name }, value) => name.startsWith(value) || name.startsWith(`/${value}`),
    Contains: ({ name }, value) => name.includes(value),
  },
  Path: {
    OneLevel: ({ name }, value) => isBelowPath(name, value, false),
    Recursive: ({ name }, value) => isBelowPath(name, value, true),
  },
  Type: {
    Equals: ({ type }, value) => type === value,
    BeginsWith: ({ type }, value) => type.startsWith(value),
  },
  Tier: { Equals: ({ tier }, value) => tier === value },
  DataType: { Equals: ({ dataType }, value) => dataType === value },
};

/**
 * True where a parameter passes every filter; of a filter's values one is enough.
 *
 * @throws InvalidFilterKey, InvalidFilterOption, InvalidFilterValue
 */
export function matchesFilters(
  parameter: StoredParameter,
  filters: readonly ParameterStringFilter[],
): boolean {
  return filters.every(({ Key = "", Option, Values = [] }) => {
    const options = tests[Key];
    if (!options) {
      throw new InvalidFilterKey({
        message: `The following filter key is not valid: ${Key}. Valid filter keys include: [${Object.keys(tests).join(", ")}].`,
        $metadata: {},
      });
    }
    const test = Option === undefined ? Object.values(options)[0] : options[Option];
    if (!test) {
      throw new InvalidFilterOption({
        message: `The following filter option is not valid: ${Option}. Valid options include: [${Object.keys(options).join(", ")}].`,
        $metadata: {},
      });
    }
    if (Values.length === 0) {
      throw new InvalidFilterValue({
        message: "The filter value can't be null or an empty list.",
        $metadata: {},
      });
    }
    return Values.some((value) => test(parameter, value));
  });
}
