import { expect, test } from "vitest";
import { checkImdsv2Required } from "../../src/policies/imdsv2-required.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

function check(props: Record<string, unknown>) {
  return [...checkImdsv2Required(resource(resourceTypes.launchTemplate, props))];
}

test("a template that requires tokens passes", () => {
  expect(check({ metadataOptions: { httpTokens: "required" } })).toEqual([]);
  expect(check({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } })).toEqual([]);
});

test("tokens over two hops are refused", () => {
  expect(check({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } })).toEqual([
    expect.stringContaining("httpPutResponseHopLimit is 2; set it to 1"),
  ]);
});

test.each([[{}], [{ metadataOptions: {} }], [{ metadataOptions: { httpTokens: "optional" } }]])(
  "%j allows IMDSv1 and is refused",
  (props) => {
    expect(check(props)).toEqual([expect.stringContaining('set it to "required"')]);
  },
);
