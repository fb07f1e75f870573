import { describe, expect, test } from "vitest";
import {
  type Constraint,
  checkConstraints,
  lowerFirst,
  nullRefused,
  refuseFailures,
} from "../../src/wire/constraints.ts";

const constraints = {
  Name: { required: true, minLength: 2, maxLength: 4 },
  Names: { minLength: 1, maxLength: 2 },
  MaxResults: { min: 1, max: 50 },
  Type: { values: ["String", "StringList"] },
} satisfies Record<string, Constraint>;
const check = (input: object) => checkConstraints(input, constraints);

describe("a service model's limits", () => {
  test.each<[string, object]>([
    ["only what is required", { Name: "ab" }],
    ["the bounds themselves", { Name: "abcd", Names: ["a", "b"], MaxResults: 50, Type: "StringList" }],
    ["the other bounds", { Name: "ab", Names: ["a"], MaxResults: 1 }],
    ["null for what is optional", { Name: "ab", Type: null }],
    ["what the model does not name", { Name: "ab", Other: "whatever" }],
  ])("accept %s", (_what, input) => {
    expect(() => check(input)).not.toThrow();
  });

  test.each<[string, object, string]>([
    [
      "too short",
      { Name: "a" },
      "'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    ["too long", { Name: "abcde" }, "Member must have length less than or equal to 4"],
    ["missing", {}, "Value null at 'name' failed to satisfy constraint: Member must not be null"],
    ["null", { Name: null }, "Value null at 'name'"],
    ["a list too long", { Name: "ab", Names: ["a", "b", "c"] }, "Value '[a, b, c]' at 'names'"],
    [
      "too small",
      { Name: "ab", MaxResults: 0 },
      "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    ["too large", { Name: "ab", MaxResults: 51 }, "Member must have value less than or equal to 50"],
    [
      "none of the values",
      { Name: "ab", Type: "Text" },
      "Member must satisfy enum value set: [String, StringList]",
    ],
  ])("refuse %s values, with AWS's message", (_what, input, message) => {
    expect(() => check(input)).toThrow(
      expect.objectContaining({
        code: "ValidationException",
        message: expect.stringContaining(`1 validation error detected: `),
      }),
    );
    expect(() => check(input)).toThrow(message);
  });

  test("are reported all at once", () => {
    expect(() => check({ MaxResults: 99, Type: "Text" })).toThrow(
      /^3 validation errors detected: .*'name'.*; .*'maxResults'.*; .*'type'/,
    );
  });
});

test("a refusal lists one error or more in full", () => {
  const failure = (path: string) => ({ value: ["a", 1], path, rule: "not be so" });
  const told = (path: string) =>
    `Value '[a, 1]' at '${path}' failed to satisfy constraint: Member must not be so`;
  expect(() => refuseFailures([])).not.toThrow();
  expect(() => refuseFailures([failure("a")])).toThrow(
    expect.objectContaining({ message: `1 validation error detected: ${told("a")}` }),
  );
  expect(() => refuseFailures([failure("a"), failure("b")])).toThrow(
    expect.objectContaining({ message: `2 validation errors detected: ${told("a")}; ${told("b")}` }),
  );
  expect(nullRefused("names.1.member")).toMatchObject({
    code: "ValidationException",
    statusCode: 400,
    name: "AwsError",
    message:
      "1 validation error detected: Value null at 'names.1.member' failed to satisfy constraint: Member must not be null",
  });
});

test("lengths apply to strings and lists, ranges to numbers, enums to strings", () => {
  expect(() => check({ Name: 5, MaxResults: "99", Type: 5 })).not.toThrow();
  expect(() => check({ Name: "ab", Names: [] })).toThrow(
    "Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
  expect(() => check({ Name: "ab", Names: "abc" })).toThrow("Value 'abc' at 'names'");
});

test("a member's name begins in lower case", () => {
  expect([lowerFirst("MaxResults"), lowerFirst("X"), lowerFirst("")]).toEqual(["maxResults", "x", ""]);
});
