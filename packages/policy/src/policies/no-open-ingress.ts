import { companionsOf } from "../companions.ts";
import type { CheckedResource, StackPolicy, StackViolation } from "../policy.ts";
import { listOf, propertiesOf, stringsOf } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/**
 * Prefixes shorter than these count as open to the world, so that two halves of the Internet do not pass as
 * narrow.
 */
const openBelowPrefixLength = { ipv4: 8, ipv6: 16 } as const;

/** What one ingress rule allows, wherever the program defines it. */
interface Ingress {
  /** Where the rule is. */
  resource: CheckedResource;
  /** The security groups it belongs to. */
  groupUrns: readonly string[];
  protocol: unknown;
  fromPort: unknown;
  toPort: unknown;
  cidrs: readonly string[];
}

/** Only a load balancer's security group may be open to the world, and only on its listeners' ports. */
export function* checkNoOpenIngress(resources: readonly CheckedResource[]): Iterable<StackViolation> {
  const doors = listenerPortsByGroup(resources);
  for (const ingress of everyIngress(resources)) {
    for (const cidr of ingress.cidrs.filter(isOpen)) {
      if (!isListenerDoor(ingress, doors)) {
        const ports = `${String(ingress.protocol)} ${String(ingress.fromPort)}-${String(ingress.toPort)}`;
        yield {
          resource: ingress.resource,
          message: `${cidr} may reach ${ports}; only a load balancer's security group may be open to the world, on its listeners' ports. Name the security group or the network that calls.`,
        };
      }
    }
  }
}

export const noOpenIngress: StackPolicy = {
  scope: "stack",
  name: "no-open-ingress",
  description: "Only the load balancer's security group is open to the world.",
  check: checkNoOpenIngress,
};

/** True for a network that is wider than any one organisation's. */
export function isOpen(cidr: string): boolean {
  const [address = "", length = ""] = cidr.split("/");
  const limit = address.includes(":") ? openBelowPrefixLength.ipv6 : openBelowPrefixLength.ipv4;
  return length === "" || !(Number(length) >= limit);
}

/** The ports of the listeners behind each security group. */
function listenerPortsByGroup(resources: readonly CheckedResource[]): Map<string, Set<unknown>> {
  const ports = new Map<string, Set<unknown>>();
  for (const loadBalancer of resources.filter(({ type }) => type === resourceTypes.loadBalancer)) {
    const listeners = companionsOf(loadBalancer, resourceTypes.listener, "loadBalancerArn", resources);
    for (const groupUrn of loadBalancer.propertyDependencies.securityGroups ?? []) {
      const known = ports.get(groupUrn) ?? new Set();
      ports.set(groupUrn, new Set([...known, ...listeners.map(({ props }) => props.port)]));
    }
  }
  return ports;
}

/**
 * Separate rules come first: a group's inline rules are not known in a first preview, and reading them ends
 * the check.
 */
function* everyIngress(resources: readonly CheckedResource[]): Iterable<Ingress> {
  const isGroup = ({ type }: CheckedResource) => type === resourceTypes.securityGroup;
  for (const resource of [...resources.filter((each) => !isGroup(each)), ...resources.filter(isGroup)]) {
    yield* ingressOf(resource);
  }
}

function isListenerDoor(ingress: Ingress, doors: ReadonlyMap<string, ReadonlySet<unknown>>): boolean {
  return (
    ingress.protocol === "tcp" &&
    ingress.fromPort === ingress.toPort &&
    ingress.groupUrns.length > 0 &&
    ingress.groupUrns.every((urn) => doors.get(urn)?.has(ingress.fromPort) ?? false)
  );
}

function ingressOf(resource: CheckedResource): Ingress[] {
  const { type, props, propertyDependencies, urn } = resource;
  const groupUrns = propertyDependencies.securityGroupId ?? [];
  switch (type) {
    case resourceTypes.securityGroupIngressRule: {
      const { fromPort, toPort, ipProtocol: protocol } = props;
      const cidrs = [...stringsOf(props.cidrIpv4), ...stringsOf(props.cidrIpv6)];
      return [{ resource, groupUrns, protocol, fromPort, toPort, cidrs }];
    }
    case resourceTypes.securityGroupRule:
      return props.type === "ingress" ? [inlineIngress(resource, groupUrns, props)] : [];
    case resourceTypes.securityGroup:
      return listOf(props.ingress).map((entry) => inlineIngress(resource, [urn], propertiesOf(entry)));
    default:
      return [];
  }
}

function inlineIngress(
  resource: CheckedResource,
  groupUrns: readonly string[],
  { protocol, fromPort, toPort, cidrBlocks, ipv6CidrBlocks }: Readonly<Record<string, unknown>>,
): Ingress {
  const cidrs = [...stringsOf(cidrBlocks), ...stringsOf(ipv6CidrBlocks)];
  return { resource, groupUrns, protocol, fromPort, toPort, cidrs };
}
