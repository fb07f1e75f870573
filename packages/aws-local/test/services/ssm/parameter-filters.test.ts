import {
  InvalidFilterKey,
  InvalidFilterOption,
  InvalidFilterValue,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import {
  byPathKeys,
  checkFilters,
  describingKeys,
  matchesFilters,
} from "../../../src/services/ssm/parameter-filters.ts";
import { createParameterTable } from "../../../src/services/ssm/parameter-table.ts";
import { manualClock } from "../../manual-clock.ts";

const table = createParameterTable(manualClock());
for (const name of ["/shop/switch", "/shop/eu/switch", "shopping"]) {
  table.put(name, "x");
}
table.write("/list", "a,b", { type: "StringList", tier: "Advanced", dataType: "aws:ec2:image" });
table.write("/secret", "s", { type: "SecureString", tags: { team: "shop", empty: "" } });

const found = (...filters: ParameterStringFilter[]) => {
  checkFilters(filters, describingKeys);
  return table
    .all()
    .filter((parameter) => matchesFilters(parameter, filters))
    .map(({ name }) => name);
};

describe("filters of parameters", () => {
  test("match everything if there are none", () => {
    expect(found()).toEqual(["/list", "/secret", "/shop/eu/switch", "/shop/switch", "shopping"]);
  });

  test.each<[ParameterStringFilter, string[]]>([
    [{ Key: "Name", Values: ["/shop/switch"] }, ["/shop/switch"]],
    [{ Key: "Name", Values: ["/shopping"] }, ["shopping"]],
    [{ Key: "Name", Option: "Equals", Values: ["shop"] }, []],
    [
      { Key: "Name", Option: "BeginsWith", Values: ["shop"] },
      ["/shop/eu/switch", "/shop/switch", "shopping"],
    ],
    [
      { Key: "Name", Option: "BeginsWith", Values: ["/shop"] },
      ["/shop/eu/switch", "/shop/switch", "shopping"],
    ],
    [{ Key: "Name", Option: "Contains", Values: ["eu"] }, ["/shop/eu/switch"]],
    [{ Key: "Path", Values: ["/shop"] }, ["/shop/switch"]],
    [{ Key: "Path", Option: "OneLevel", Values: ["/shop/eu"] }, ["/shop/eu/switch"]],
    [{ Key: "Path", Option: "Recursive", Values: ["/shop"] }, ["/shop/eu/switch", "/shop/switch"]],
    [{ Key: "Type", Values: ["StringList"] }, ["/list"]],
    [{ Key: "Type", Option: "BeginsWith", Values: ["StringList"] }, ["/list"]],
    [{ Key: "Tier", Values: ["Advanced"] }, ["/list"]],
    [{ Key: "DataType", Values: ["aws:ec2:image"] }, ["/list"]],
    [{ Key: "KeyId", Values: ["alias/aws/ssm"] }, ["/secret"]],
    [{ Key: "KeyId", Option: "BeginsWith", Values: ["alias/"] }, ["/secret"]],
    [{ Key: "tag:team", Values: ["shop"] }, ["/secret"]],
    [{ Key: "tag:team", Values: ["other"] }, []],
    [{ Key: "tag:team" }, ["/secret"]],
    [{ Key: "tag:empty" }, ["/secret"]],
    [{ Key: "tag:colour" }, []],
  ])("%j finds %j", (filter, names) => {
    expect(found(filter)).toEqual(names);
  });

  test("match if one of each filter's values matches", () => {
    const either = { Key: "Name", Values: ["/list", "/shop/switch"] };
    expect(found(either)).toEqual(["/list", "/shop/switch"]);
    expect(found(either, { Key: "Tier", Values: ["Standard"] })).toEqual(["/shop/switch"]);
  });

  test.each<[string, ParameterStringFilter[], string]>([
    [
      "an unknown key",
      [{ Key: "Colour", Values: ["red"] }],
      "1 validation error detected: Value 'Colour' at 'parameterFilters.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType",
    ],
    ["no key", [{ Key: undefined, Values: ["red"] }], "Value '' at 'parameterFilters.1.member.key'"],
    ["a long key", [{ Key: `tag:${"t".repeat(129)}` }], "Member must have length less than or equal to 132"],
    [
      "many values",
      [{ Key: "Name", Values: new Array<string>(51).fill("a") }],
      "at 'parameterFilters.1.member.values' failed to satisfy constraint: Member must have length less than or equal to 50",
    ],
    [
      "a long value",
      [
        { Key: "Tier", Values: ["Standard"] },
        { Key: "Name", Values: ["a".repeat(1025)] },
      ],
      "at 'parameterFilters.2.member.values' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1]",
    ],
    ["an empty value", [{ Key: "Name", Values: [""] }], "greater than or equal to 1]"],
    [
      "a path that is none",
      [{ Key: "Path", Values: ["shop"] }],
      "Valid example: /get/parameters2-/by1./path0_.",
    ],
    ["a path of two slashes", [{ Key: "Path", Values: ["//"] }], "Valid example"],
    ["a path of AWS", [{ Key: "Path", Values: ["/aws"] }], 'can\'t be prefixed with "aws" or "ssm"'],
  ])("with %s are refused by the model", (_what, filters, message) => {
    expect(() => found(...filters)).toThrow(
      expect.objectContaining({ code: "ValidationException", message: expect.stringContaining(message) }),
    );
  });

  test.each<[string, ParameterStringFilter[], new (...args: never[]) => Error, string]>([
    [
      "a key of the other call",
      [{ Key: "Label", Values: ["a"] }],
      InvalidFilterKey,
      "The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType].",
    ],
    [
      "a key twice",
      [
        { Key: "Name", Values: ["a"] },
        { Key: "Name", Values: ["b"] },
      ],
      InvalidFilterKey,
      "The following filter is duplicated in the request: Name. A request can contain only one occurrence of a specific filter.",
    ],
    [
      "an option of another key",
      [{ Key: "Name", Option: "Recursive", Values: ["/"] }],
      InvalidFilterOption,
      "The following filter option is not valid: Recursive. Valid options include: [BeginsWith, Equals].",
    ],
    [
      "an option that paths lack",
      [{ Key: "Path", Option: "Equals", Values: ["/"] }],
      InvalidFilterOption,
      "Valid options include: [Recursive, OneLevel].",
    ],
    [
      "an option that only names have",
      [{ Key: "Type", Option: "Contains", Values: ["String"] }],
      InvalidFilterOption,
      "not valid: Contains",
    ],
    [
      "a tier that is none",
      [{ Key: "Tier", Values: ["Standard", "Gold"] }],
      InvalidFilterOption,
      "The following filter value is not valid: Gold. Valid values include: [Standard, Advanced, Intelligent-Tiering].",
    ],
    [
      "a type that is none",
      [{ Key: "Type", Values: ["Number"] }],
      InvalidFilterOption,
      "Valid values include: [String, StringList, SecureString].",
    ],
    [
      "no values",
      [{ Key: "Name" }],
      InvalidFilterValue,
      "The following filter values are missing : null for filter key Name.",
    ],
    ["an empty list of values", [{ Key: "Tier", Values: [] }], InvalidFilterValue, "filter key Tier"],
  ])("with %s are refused by Parameter Store", (_what, filters, error, message) => {
    expect(() => found(...filters)).toThrow(error);
    expect(() => found(...filters)).toThrow(message);
  });

  test.each(["Name", "Path", "Tier", "DataType", "tag:team"])("by path do not accept %s", (Key) => {
    expect(() => checkFilters([{ Key, Values: ["Standard"] }], byPathKeys)).toThrow(
      `The following filter key is not valid: ${Key}. Valid filter keys include: [Type, KeyId].`,
    );
  });
});
