import { expect, test } from "vitest";
import { parseAutonaming, physicalName } from "../src/record/autonaming.ts";

const resource = (type: string) => ({
  project: "shows",
  stack: "basic",
  type,
  name: "web",
  hex: (digits: number) => "f".repeat(digits),
});
const config = `{
  "pattern": "\${stack}-\${name}-\${hex(4)}",
  "providers": { "aws": { "resources": { "aws:lb/targetGroup:TargetGroup": { "pattern": "\${project}-\${name}" } } } }
}`;

test("without a pattern a name is the logical name and seven digits", () => {
  expect(physicalName(parseAutonaming(undefined), resource("aws:iam/role:Role"))).toBe("web-fffffff");
});

test("a project's pattern is filled in", () => {
  expect(physicalName(parseAutonaming(config), resource("aws:iam/role:Role"))).toBe("basic-web-ffff");
});

test("a type's own pattern wins", () => {
  expect(physicalName(parseAutonaming(config), resource("aws:lb/targetGroup:TargetGroup"))).toBe("shows-web");
});
