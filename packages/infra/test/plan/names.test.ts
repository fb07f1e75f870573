import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseName, commonTags, longestBaseName, switchParameterName } from "../../src/plan/names.ts";

/** What Pulumi allows in a stack's name. */
const stackName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

describe("a stack's base name", () => {
  test("keeps a short plain name as it is", () => {
    expect(baseName("error-handling")).toBe("sl-error-handling");
  });

  test("suits load balancers, buckets and everything between, whatever the stack is called", () => {
    fc.assert(
      fc.property(stackName, (stack) => {
        const name = baseName(stack);
        expect(name).toMatch(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/);
        expect(name).not.toContain("--");
        expect(name.length).toBeLessThanOrEqual(longestBaseName);
      }),
    );
  });

  test("differs between different stacks, also where they differ only in what names may not carry", () => {
    fc.assert(
      fc.property(stackName, stackName, (one, other) => {
        expect(baseName(one) === baseName(other)).toBe(one === other);
      }),
    );
    expect(new Set(["a.b", "a_b", "a-b", "A-b", "a--b"].map(baseName)).size).toBe(5);
  });
});

test("the switch stands under the stack's own path", () => {
  expect(switchParameterName("basic")).toBe("/soft-landing/basic/RecommendationServiceEnabled");
});

test("the common tags name the stack", () => {
  expect(commonTags("basic")).toMatchObject({ Project: "soft-landing", Stack: "basic" });
});
