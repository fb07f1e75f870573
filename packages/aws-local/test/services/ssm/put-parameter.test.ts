import type { PutParameterRequest } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import type { CallContext } from "../../../src/service.ts";
import { createParameterTable } from "../../../src/services/ssm/parameter-table.ts";
import { putParameter } from "../../../src/services/ssm/put-parameter.ts";
import type { SsmState } from "../../../src/services/ssm/ssm-state.ts";
import { manualClock } from "../../manual-clock.ts";

/** Parameter Store's writes without a wire in between. */
function store() {
  const parameters = createParameterTable(manualClock());
  // A write looks at nothing but the parameters.
  const state = { parameters } as SsmState;
  const put = (input: Partial<PutParameterRequest>) =>
    putParameter.handle({ Name: "/a", Value: "x", Type: "String", ...input }, state, {} as CallContext);
  return { parameters, put };
}

const overStandard = "x".repeat(4097);

describe("a write of a parameter", () => {
  test("trims the name, and returns the version and the tier", () => {
    const { parameters, put } = store();
    expect(put({ Name: " /a " })).toEqual({ Version: 1, Tier: "Standard" });
    expect(parameters.get("/a")?.value).toBe("x");
  });

  test("keeps what a later one does not name, the pattern included", () => {
    const { parameters, put } = store();
    put({ Description: "mine", AllowedPattern: "x|y", DataType: "text" });
    put({ Value: "y", Type: undefined, Overwrite: true });
    expect(parameters.find("/a")).toMatchObject({
      description: "mine",
      allowedPattern: "x|y",
      type: "String",
    });
    expect(() => put({ Value: "z", Overwrite: true })).toThrow("allowedPattern: x|y");
  });

  test.each([
    ["Standard", "x", "Standard"],
    ["Advanced", "x", "Advanced"],
    ["Intelligent-Tiering", "x", "Standard"],
    ["Intelligent-Tiering", overStandard, "Advanced"],
    [undefined, "x", "Standard"],
  ] as const)("of tier %s accepts values up to the tier's limit", (Tier, Value, tier) => {
    const { put } = store();
    expect(put({ Tier, Value })).toMatchObject({ Tier: tier });
  });

  test("creates the ten-thousandth parameter, refuses another one, and still changes existing ones", () => {
    const { put } = store();
    for (let index = 0; index < 10_000; index += 1) {
      put({ Name: `/p/${index}` });
    }
    expect(() => put({ Name: "/one/more" })).toThrow(/^You have exceeded the number of parameters/);
    expect(put({ Name: "/p/7", Overwrite: true })).toMatchObject({ Version: 2 });
  });

  test("keeps an advanced parameter advanced, and says why it cannot become standard", () => {
    const { put } = store();
    put({ Tier: "Advanced" });
    expect(put({ Value: overStandard, Overwrite: true })).toMatchObject({ Tier: "Advanced" });
    expect(put({ Tier: "Intelligent-Tiering", Overwrite: true })).toMatchObject({ Tier: "Advanced" });
    expect(() => put({ Tier: "Standard", Overwrite: true })).toThrow(
      /^This parameter uses the advanced-parameter tier\. You can't downgrade/,
    );
  });

  test("accepts tags when it creates a parameter, but not when it overwrites one", () => {
    const { parameters, put } = store();
    put({ Tags: [{ Key: "team", Value: "shop" }] });
    expect(parameters.find("/a")?.tags).toEqual({ team: "shop" });
    put({ Overwrite: true });
    expect(parameters.find("/a")?.tags).toEqual({ team: "shop" });
    expect(() => put({ Overwrite: true, Tags: [{ Key: "a", Value: "b" }] })).toThrow(
      /^Invalid request: tags and overwrite can't be used together\. To create a parameter with tags, please remove overwrite flag\./,
    );
    expect(() => put({ Name: "/b", Overwrite: true, Tags: [] })).not.toThrow();
  });

  test("checks a value's length before anything else", () => {
    expect(() => store().put({ Value: "{".repeat(60_000) })).toThrow("maximum parameter value of 4096");
  });

  test.each([
    ["Standard", overStandard, "4096"],
    ["Advanced", "x".repeat(8193), "8192"],
    ["Standard", "é".repeat(2049), "4096"],
  ] as const)(
    "of tier %s is refused above its limit, by bytes and not by characters",
    (Tier, Value, limit) => {
      expect(() => store().put({ Tier, Value })).toThrow(`maximum parameter value of ${limit}`);
    },
  );

  test.each(["/aws/x", "/AWSome/x"])("to the reserved name %s is denied", (Name) => {
    expect(() => store().put({ Name })).toThrow(`No access to reserved parameter name: ${Name}.`);
  });

  test.each(["aws", "/aws", "awsx", "AWS", "ssm-x", "/ssm"])(
    "to %s, which is reserved for AWS, is refused",
    (Name) => {
      expect(() => store().put({ Name })).toThrow(
        /^Parameter name: can't be prefixed with "aws" or "ssm" \(case-insensitive\)\.$/,
      );
    },
  );

  test.each(["/SSM/x", "/a b", "a/b", "/a/"])("to the invalid name %j is refused", (Name) => {
    expect(() => store().put({ Name })).toThrow(/^Parameter name: can't be prefixed with "ssm"/);
  });

  test("may be fifteen levels deep", () => {
    expect(() => store().put({ Name: "/l".repeat(15) })).not.toThrow();
    expect(() => store().put({ Name: "/l".repeat(16) })).toThrow("maximum of 15 levels");
  });

  test("over an existing parameter needs Overwrite, and the same type", () => {
    const { put } = store();
    put({});
    expect(() => put({})).toThrow("already exists");
    expect(() => put({ Type: "StringList", Overwrite: true })).toThrow("doesn't support changing");
  });

  test("of a new parameter needs a type", () => {
    expect(() => store().put({ Type: undefined })).toThrow("type is required");
  });

  test("matches the whole value with the pattern, not a part of it", () => {
    expect(() => store().put({ AllowedPattern: "true|false", Value: "true enough" })).toThrow(
      "allowedPattern",
    );
    expect(() => store().put({ AllowedPattern: "(", Value: "x" })).toThrow(
      "regular expression is not valid: (",
    );
  });

  test("cannot nest another parameter", () => {
    expect(() => store().put({ Value: "a {{ssm:/b}} c" })).toThrow("nest");
    for (const Value of ["{a}", "{{a", "}}{{", "{{}"]) {
      expect(() => store().put({ Value })).not.toThrow();
    }
    expect(() => store().put({ Value: "{{}}" })).toThrow("nest");
  });
});
