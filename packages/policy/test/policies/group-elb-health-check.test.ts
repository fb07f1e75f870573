import { expect, test } from "vitest";
import { checkGroupElbHealthCheck } from "../../src/policies/group-elb-health-check.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

function check(props: Record<string, unknown>) {
  return [...checkGroupElbHealthCheck(resource(resourceTypes.group, props))];
}

test("a group with ELB health checks passes", () => {
  expect(check({ healthCheckType: "ELB" })).toEqual([]);
});

test.each([[{}], [{ healthCheckType: "EC2" }]])("a group with %j is refused", (props) => {
  expect(check(props)).toEqual([expect.stringContaining('set it to "ELB"')]);
});
