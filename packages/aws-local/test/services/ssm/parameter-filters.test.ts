import {
  InvalidFilterKey,
  InvalidFilterOption,
  InvalidFilterValue,
  type ParameterStringFilter,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { matchesFilters } from "../../../src/services/ssm/parameter-filters.ts";
import { createParameterTable } from "../../../src/services/ssm/parameter-table.ts";
import { manualClock } from "../../manual-clock.ts";

const table = createParameterTable(manualClock());
for (const name of ["/shop/switch", "/shop/eu/switch", "shopping"]) {
  table.put(name, "x");
}
table.write("/list", "a,b", { type: "StringList", tier: "Advanced", dataType: "aws:ec2:image" });

const found = (...filters: ParameterStringFilter[]) =>
  table
    .all()
    .filter((parameter) => matchesFilters(parameter, filters))
    .map(({ name }) => name);

describe("filters of parameters", () => {
  test("pass everything where there is none", () => {
    expect(found()).toEqual(["/list", "/shop/eu/switch", "/shop/switch", "shopping"]);
  });

  test.each<[ParameterStringFilter, string[]]>([
    [{ Key: "Name", Values: ["/shop/switch"] }, ["/shop/switch"]],
    [{ Key: "Name", Option: "Equals", Values: ["shop"] }, []],
    [
      { Key: "Name", Option: "BeginsWith", Values: ["shop"] },
      ["/shop/eu/switch", "/shop/switch", "shopping"],
    ],
    [{ Key: "Name", Option: "BeginsWith", Values: ["/shop"] }, ["/shop/eu/switch", "/shop/switch"]],
    [{ Key: "Name", Option: "Contains", Values: ["eu"] }, ["/shop/eu/switch"]],
    [{ Key: "Path", Values: ["/shop"] }, ["/shop/switch"]],
    [{ Key: "Path", Option: "Recursive", Values: ["/shop"] }, ["/shop/eu/switch", "/shop/switch"]],
    [{ Key: "Type", Values: ["StringList"] }, ["/list"]],
    [{ Key: "Type", Option: "BeginsWith", Values: ["StringL"] }, ["/list"]],
    [{ Key: "Tier", Values: ["Advanced"] }, ["/list"]],
    [{ Key: "DataType", Values: ["aws:ec2:image"] }, ["/list"]],
  ])("%j finds %j", (filter, names) => {
    expect(found(filter)).toEqual(names);
  });

  test("need one of a filter's values, and all filters", () => {
    const either = { Key: "Name", Values: ["/list", "/shop/switch"] };
    expect(found(either)).toEqual(["/list", "/shop/switch"]);
    expect(found(either, { Key: "Tier", Values: ["Standard"] })).toEqual(["/shop/switch"]);
  });

  test.each<[string, ParameterStringFilter, new (...args: never[]) => Error, string]>([
    ["an unknown key", { Key: "Colour", Values: ["red"] }, InvalidFilterKey, "not valid: Colour"],
    ["no key", { Key: undefined, Values: ["red"] }, InvalidFilterKey, "keys include: [Name, Path"],
    [
      "an option of another key",
      { Key: "Name", Option: "Recursive", Values: ["/"] },
      InvalidFilterOption,
      "options include: [Equals, BeginsWith, Contains]",
    ],
    ["no values", { Key: "Name" }, InvalidFilterValue, "empty list"],
    ["an empty list of values", { Key: "Name", Values: [] }, InvalidFilterValue, "empty list"],
  ])("with %s are refused", (_what, filter, error, message) => {
    expect(() => found(filter)).toThrow(error);
    expect(() => found(filter)).toThrow(message);
  });
});
