import { ParameterNotFound, ParameterVersionNotFound } from "@aws-sdk/client-ssm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parameterArn } from "../../../src/services/ssm/parameter-arn.ts";
import {
  isBelowPath,
  judgedParameter,
  parseParameterReference,
  resolveParameter,
} from "../../../src/services/ssm/parameter-reference.ts";
import { createParameterTable } from "../../../src/services/ssm/parameter-table.ts";
import { manualClock } from "../../manual-clock.ts";

const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);

describe("a parameter's name", () => {
  test("is found by its ARN, for a path of several levels and for a plain name", () => {
    const deepPath = fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.oneof(deepPath, segment), (name) => {
        const arn = parameterArn(name, { region: "us-east-1", accountId: "123456789012" });
        expect(parseParameterReference(arn)).toEqual({ name, selector: undefined });
        expect(parseParameterReference(`${arn}:3`)).toEqual({ name, selector: "3" });
      }),
    );
  });

  test("may be followed by a version or a label, and has its spaces trimmed", () => {
    expect(parseParameterReference("  /a/b ")).toEqual({ name: "/a/b", selector: undefined });
    expect(parseParameterReference("/a/b:7")).toEqual({ name: "/a/b", selector: "7" });
    expect(parseParameterReference("name:stable")).toEqual({ name: "name", selector: "stable" });
  });

  test.each([
    "",
    ":",
    "/a:",
    "/a:1:2",
    "/a//b",
    "/a/",
    "/",
    "a/b",
    "/a b",
    "arn:aws:ssm:us-east-1:1:parameter/",
  ])("is refused with Parameter Store's error if it is not valid: %j", (text) => {
    expect(() => parseParameterReference(text)).toThrow(
      expect.objectContaining({
        code: "ValidationException",
        message: expect.stringMatching(/^Parameter name/),
      }),
    );
  });
});

describe("a reference", () => {
  const table = createParameterTable(manualClock());
  table.put("/switch", "true");
  table.put("/switch", "false");

  test("means the latest version, or the one that it names", () => {
    const valueAt = (text: string) => resolveParameter(table, parseParameterReference(text)).version.value;
    expect([valueAt("/switch"), valueAt("/switch:1"), valueAt("/switch:2")]).toEqual([
      "false",
      "true",
      "false",
    ]);
  });

  test.each(["/switch:3", "/switch:0", "/switch:label"])("to a missing version is refused: %s", (text) => {
    expect(() => resolveParameter(table, parseParameterReference(text))).toThrow(ParameterVersionNotFound);
  });

  test("to a missing parameter is refused without a message, as AWS does", () => {
    const resolve = () => resolveParameter(table, parseParameterReference("/other"));
    expect(resolve).toThrow(ParameterNotFound);
    expect(resolve).toThrow(expect.objectContaining({ message: "" }));
  });
});

describe("a path", () => {
  test.each([
    ["/a/b", "/a", false, true],
    ["/a/b", "/a/", false, true],
    ["/a/b/c", "/a", false, false],
    ["/a/b/c", "/a", true, true],
    ["/ab", "/a", true, false],
    ["/a", "/a", true, false],
    ["plain", "/", false, true],
    ["/a", "/", false, true],
    ["/a/b", "/", false, false],
  ])("%s below %s, recursively: %s → %s", (name, folder, recursive, below) => {
    expect(isBelowPath(name, folder, recursive)).toBe(below);
  });

  test("contains recursively all that it contains otherwise", () => {
    fc.assert(
      fc.property(path, path, (name, folder) => {
        if (isBelowPath(name, folder, false)) {
          expect(isBelowPath(name, folder, true)).toBe(true);
        }
        expect(isBelowPath(`${folder}${name}`, folder, true)).toBe(true);
      }),
    );
  });
});

describe("the ARN of a parameter for IAM", () => {
  const place = { region: "us-east-1", accountId: "123456789012" };

  test("is made from the name without its selector", () => {
    expect(judgedParameter(" /a/b:3 ", place)).toBe("arn:aws:ssm:us-east-1:123456789012:parameter/a/b");
  });

  test("is the given one if an ARN names the parameter", () => {
    const arn = "arn:aws:ssm:us-east-1:123456789012:parameter/a";
    expect(judgedParameter(arn, place)).toBe(arn);
  });
});
