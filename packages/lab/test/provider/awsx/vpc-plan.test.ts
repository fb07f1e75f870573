import { expect, test } from "vitest";
import { parseVpcArgs } from "../../../src/provider/awsx/vpc-args.ts";
import { ChildOutput, type PlannedChild, planVpc } from "../../../src/provider/awsx/vpc-plan.ts";
import { OutputValue, Secret, unknown } from "../../../src/provider/values/property-value.ts";

const zones = ["us-east-1a", "us-east-1b"];

function planOf(inputs: Record<string, unknown>) {
  return planVpc("net", parseVpcArgs(inputs), zones);
}

/** `TYPE NAME < PARENT`, as `pulumi stack` shows it. */
function shown({ type, name, parent }: PlannedChild): string {
  const above = parent === undefined ? "component" : `${parent.type.split(":").at(-1)} ${parent.name}`;
  return `${type.split(":").at(-1)} ${name} < ${above}`;
}

function names(children: PlannedChild | readonly PlannedChild[] | undefined): string[] {
  return [children ?? []].flat().map(({ name }) => name);
}

const twoOfEach = {
  subnetStrategy: "Auto",
  subnetSpecs: [
    { type: "Public", cidrMask: 24 },
    { type: "Private", cidrMask: 24 },
  ],
  natGateways: { strategy: "None" },
};

test("without NAT gateways the children are awsx's, parents first", () => {
  expect(planOf(twoOfEach).children.map(shown)).toEqual([
    "Vpc net < component",
    "InternetGateway net < Vpc net",
    "Subnet net-public-1 < Vpc net",
    "RouteTable net-public-1 < Subnet net-public-1",
    "RouteTableAssociation net-public-1 < RouteTable net-public-1",
    "Route net-public-1 < RouteTable net-public-1",
    "Subnet net-private-1 < Vpc net",
    "RouteTable net-private-1 < Subnet net-private-1",
    "RouteTableAssociation net-private-1 < RouteTable net-private-1",
    "Subnet net-public-2 < Vpc net",
    "RouteTable net-public-2 < Subnet net-public-2",
    "RouteTableAssociation net-public-2 < RouteTable net-public-2",
    "Route net-public-2 < RouteTable net-public-2",
    "Subnet net-private-2 < Vpc net",
    "RouteTable net-private-2 < Subnet net-private-2",
    "RouteTableAssociation net-private-2 < RouteTable net-private-2",
  ]);
});

test("a subnet has its zone, its block and whether it is public", () => {
  const subnets = planOf(twoOfEach).children.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
  expect(
    subnets.map(({ inputs }) => [inputs.availabilityZone, inputs.cidrBlock, inputs.mapPublicIpOnLaunch]),
  ).toEqual([
    ["us-east-1a", "10.0.0.0/24", true],
    ["us-east-1a", "10.0.1.0/24", false],
    ["us-east-1b", "10.0.128.0/24", true],
    ["us-east-1b", "10.0.129.0/24", false],
  ]);
});

test("the outputs list resources by kind, with ids in the order of the zones", () => {
  const { resources, ids } = planOf({
    ...twoOfEach,
    subnetSpecs: [...twoOfEach.subnetSpecs, { type: "Isolated", name: "data" }, { type: "Unused" }],
  });
  expect(names(resources.subnets)).toHaveLength(6);
  expect(names(resources.routeTables)).toHaveLength(6);
  expect(names(resources.routes)).toEqual(["net-public-1", "net-public-2"]);
  expect(names(ids.vpcId)).toEqual(["net"]);
  expect(names(ids.publicSubnetIds)).toEqual(["net-public-1", "net-public-2"]);
  expect(names(ids.privateSubnetIds)).toEqual(["net-private-1", "net-private-2"]);
  expect(names(ids.isolatedSubnetIds)).toEqual(["net-data-1", "net-data-2"]);
  expect(resources.natGateways).toEqual([]);
});

test("by default each zone has a NAT gateway with an address, and private subnets lead there", () => {
  const { resources } = planOf({});
  expect(names(resources.natGateways)).toEqual(["net-1", "net-2"]);
  expect(names(resources.eips)).toEqual(["net-1", "net-2"]);
  const [routes, gateways, eips] = [resources.routes, resources.natGateways, resources.eips].map((some) =>
    [some ?? []].flat(),
  );
  const ways = routes
    ?.filter(({ name }) => name.includes("private"))
    .map(({ inputs }) => inputs.natGatewayId);
  expect(ways).toEqual(gateways?.map((gateway) => new ChildOutput(gateway)));
  expect(gateways?.map(({ inputs }) => inputs.allocationId)).toEqual(
    eips?.map((eip) => new ChildOutput(eip, "allocationId")),
  );
});

test("a single NAT gateway serves the private subnets of all zones", () => {
  const { resources } = planOf({
    natGateways: { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] },
  });
  expect(names(resources.natGateways)).toEqual(["net-1"]);
  expect(resources.eips).toEqual([]);
  const [gateway] = [resources.natGateways ?? []].flat();
  expect(gateway?.inputs.allocationId).toBe("eipalloc-1");
  expect(
    [resources.routes ?? []]
      .flat()
      .map(({ inputs }) => (inputs.natGatewayId as ChildOutput | undefined)?.child),
  ).toEqual([undefined, gateway, undefined, gateway]);
});

test("an isolated subnet has no default route, even with NAT gateways", () => {
  const { resources } = planOf({
    subnetStrategy: "Auto",
    subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
  });
  expect(names(resources.natGateways)).toEqual(["net-1", "net-2"]);
  expect(names(resources.routes)).toEqual(["net-public-1", "net-public-2"]);
});

test("tags are awsx's: the component's name, the program's, then what a subnet is", () => {
  const { children } = planOf({
    ...twoOfEach,
    subnetSpecs: [{ type: "Public", tags: { tier: "edge" } }],
    tags: { Name: "mine", team: "a" },
  });
  expect(children.slice(0, 4).map(({ inputs }) => inputs.tags)).toEqual([
    { Name: "mine", team: "a" },
    { Name: "mine", team: "a" },
    { Name: "net-public-1", team: "a", tier: "edge", SubnetType: "Public" },
    { Name: "net-public-1", team: "a", SubnetType: "Public" },
  ]);
});

test("tags that are secret, unknown or another resource's output stay so", () => {
  const tagsOf = (tags: unknown) => planOf({ ...twoOfEach, tags }).children[0]?.inputs.tags;
  expect(tagsOf(new Secret({ team: "a" }))).toEqual(new Secret({ Name: "net", team: "a" }));
  expect(tagsOf(new OutputValue({ team: "a" }, ["urn:a"]))).toEqual(
    new OutputValue({ Name: "net", team: "a" }, ["urn:a"]),
  );
  expect(tagsOf(unknown)).toBe(unknown);
});

test("a region option goes to every child", () => {
  const { children } = planOf({ ...twoOfEach, region: "eu-west-1" });
  expect(new Set(children.map(({ inputs }) => inputs.region))).toEqual(new Set(["eu-west-1"]));
});

test("the chosen layout is described with masks and sizes", () => {
  expect(planOf(twoOfEach).subnetLayout).toMatchObject([
    { type: "Public", cidrMask: 24, size: 256 },
    { type: "Private", cidrMask: 24, size: 256 },
  ]);
});

test.each([
  ["an unsupported property", { vpcEndpointSpecs: [] }, "does not support vpcEndpointSpecs of awsx:ec2:Vpc"],
  [
    "an unsupported property of a spec",
    { subnetSpecs: [{ type: "Public", assignIpv6AddressOnCreation: true }] },
    "does not support subnetSpecs.0.assignIpv6AddressOnCreation",
  ],
  ["an unsupported strategy", { subnetStrategy: "Exact" }, "subnetStrategy"],
  ["zones that are not known", { availabilityZoneNames: unknown }, "availabilityZoneNames must be known"],
  [
    "a zone that is not known",
    { availabilityZoneNames: ["us-east-1a", unknown] },
    "availabilityZoneNames.1 must be known",
  ],
  [
    "names and a number of zones",
    { availabilityZoneNames: ["us-east-1a"], numberOfAvailabilityZones: 1 },
    "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones]",
  ],
  ["specs in the legacy layout", { subnetSpecs: [{ type: "Public" }] }, 'subnetStrategy "Auto"'],
  [
    "NAT gateways without a public subnet",
    { subnetStrategy: "Auto", subnetSpecs: [{ type: "Private" }] },
    "public subnets must be declared",
  ],
  [
    "too few addresses",
    { natGateways: { elasticIpAllocationIds: ["eipalloc-1"] } },
    "'OnePerAz' takes 2 Elastic IP allocation IDs, or none; there are 1",
  ],
] as [string, Record<string, unknown>, string][])("refused: %s", (_, inputs, message) => {
  expect(() => planOf(inputs)).toThrow(message);
});
