import fc from "fast-check";
import { expect, test } from "vitest";
import { checkNoOpenIngress, isOpen } from "../../src/policies/no-open-ingress.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const { loadBalancer, listener, securityGroup, securityGroupIngressRule, securityGroupRule } = resourceTypes;

const balancer = resource(loadBalancer, {}, { securityGroups: ["door"] }, "balancer");
const http = resource(listener, { port: 80 }, { loadBalancerArn: ["balancer"] });
const door = resource(securityGroup, {}, {}, "door");
const servers = resource(securityGroup, {}, {}, "servers");
const front = [balancer, http, door, servers];

function rule(groupUrn: string, port: number, cidrIpv4: string, ipProtocol = "tcp") {
  const props = { ipProtocol, fromPort: port, toPort: port, cidrIpv4 };
  return resource(securityGroupIngressRule, props, { securityGroupId: [groupUrn] });
}

test("the load balancer's group may be open on its listener's port", () => {
  expect([...checkNoOpenIngress([...front, rule("door", 80, "0.0.0.0/0")])]).toEqual([]);
});

test("a group may accept traffic from a specific network", () => {
  expect([...checkNoOpenIngress([...front, rule("servers", 22, "10.0.0.0/16")])]).toEqual([]);
});

test.each([
  ["the servers' group on the listener's port", rule("servers", 80, "0.0.0.0/0")],
  ["the listener's group on another port", rule("door", 22, "0.0.0.0/0")],
  ["the listener's group for every protocol", rule("door", 80, "0.0.0.0/0", "-1")],
  ["a group of nobody", resource(securityGroupIngressRule, { cidrIpv4: "0.0.0.0/0" })],
  [
    "an IPv6 rule",
    resource(
      securityGroupIngressRule,
      { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv6: "::/0" },
      { securityGroupId: ["door"] },
    ),
  ],
  [
    "an inline rule",
    resource(securityGroup, {
      ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
    }),
  ],
  [
    "a rule of the older kind",
    resource(
      securityGroupRule,
      { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] },
      { securityGroupId: ["servers"] },
    ),
  ],
])("%s, open to the world, is refused", (_, opened) => {
  expect([...checkNoOpenIngress([...front, opened])]).toMatchObject([{ resource: opened }]);
});

test("an egress rule is ignored", () => {
  const egress = resource(securityGroupRule, { type: "egress", cidrBlocks: ["0.0.0.0/0"] });
  expect([...checkNoOpenIngress([...front, egress])]).toEqual([]);
});

test("halves of the internet are open too, a /8 and smaller networks are not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 32 }), (length) => {
      expect(isOpen(`10.0.0.0/${length}`)).toBe(length < 8);
    }),
  );
  expect(isOpen("::/0")).toBe(true);
  expect(isOpen("2001:db8::/32")).toBe(false);
});

test("a network with an invalid prefix counts as open", () => {
  expect(isOpen("10.0.0.0")).toBe(true);
  expect(isOpen("10.0.0.0/wide")).toBe(true);
});
