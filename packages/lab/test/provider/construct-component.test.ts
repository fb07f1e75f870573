import alias from "@pulumi/pulumi/proto/alias_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { constructComponent } from "../../src/provider/construct-component.ts";
import { OutputValue, ResourceReference, unknown } from "../../src/provider/values/property-value.ts";
import { fromStruct, toStruct } from "../../src/provider/values/struct.ts";
import { type ListeningMonitor, listeningMonitor } from "./listening-monitor.ts";
import { MemoryHost } from "./memory-host.ts";

let monitor: ListeningMonitor;

beforeEach(async () => {
  monitor = await listeningMonitor();
});

afterEach(() => monitor.close());

const oneZone = {
  availabilityZoneNames: ["us-east-1a"],
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public" }, { type: "Private" }],
  natGateways: { strategy: "None" },
};

function requestFor(inputs: Record<string, unknown>): provider.ConstructRequest {
  return new provider.ConstructRequest()
    .setType("awsx:ec2:Vpc")
    .setName("net")
    .setParent("urn:parent")
    .setMonitorendpoint(monitor.address)
    .setInputs(toStruct(inputs));
}

async function constructed(inputs: Record<string, unknown>) {
  const response = await constructComponent(requestFor(inputs), new MemoryHost());
  return { urn: response.getUrn(), outputs: fromStruct(response.getState()) };
}

function registered(type: string, name: string): RegisterResourceRequest {
  const found = monitor.registered.find((one) => one.getType() === type && one.getName() === name);
  if (found === undefined) {
    throw new Error(`${type} ${name} was not registered.`);
  }
  return found;
}

test("the component comes first, with its inputs and the options of the program", async () => {
  const request = requestFor(oneZone)
    .setProtect(true)
    .setRetainondelete(false)
    .setDependenciesList(["urn:before"])
    .setAliasesList([new alias.Alias().setUrn("urn:old")]);
  request.getProvidersMap().set("aws", "urn:provider::id");
  await constructComponent(request, new MemoryHost());

  const component = monitor.registered[0];
  expect(component?.toObject()).toMatchObject({
    type: "awsx:ec2:Vpc",
    name: "net",
    parent: "urn:parent",
    custom: false,
    protect: true,
    retainondelete: false,
    dependenciesList: ["urn:before"],
    aliasesList: [{ urn: "urn:old" }],
    providersMap: [["aws", "urn:provider::id"]],
  });
  expect(fromStruct(component?.getObject())).toEqual(oneZone);
});

test("each child is registered below its parent and after it", async () => {
  await constructed(oneZone);
  const subnet = registered("aws:ec2/subnet:Subnet", "net-public-1");
  expect(subnet.getParent()).toBe("urn:aws:ec2/vpc:Vpc::net");
  expect(subnet.getDependenciesList()).toEqual(["urn:aws:ec2/vpc:Vpc::net"]);
  expect(registered("aws:ec2/vpc:Vpc", "net").getParent()).toBe("urn:awsx:ec2:Vpc::net");
  expect(registered("aws:ec2/routeTable:RouteTable", "net-public-1").getParent()).toBe(
    "urn:aws:ec2/subnet:Subnet::net-public-1",
  );
});

test("an id of another child is an input with that child as its dependency", async () => {
  await constructed(oneZone);
  const association = registered("aws:ec2/routeTableAssociation:RouteTableAssociation", "net-public-1");
  const subnet = "urn:aws:ec2/subnet:Subnet::net-public-1";
  const routeTable = "urn:aws:ec2/routeTable:RouteTable::net-public-1";
  expect(fromStruct(association.getObject())).toEqual({
    subnetId: new OutputValue("id-net-public-1", [subnet]),
    routeTableId: new OutputValue("id-net-public-1", [routeTable]),
  });
  expect(association.getDependenciesList().toSorted()).toEqual([routeTable, subnet]);
  const dependencies = association.getPropertydependenciesMap();
  expect(dependencies.get("subnetId")?.getUrnsList()).toEqual([subnet]);
  expect(dependencies.get("routeTableId")?.getUrnsList()).toEqual([routeTable]);
});

test("an input without dependencies says so, because the engine would otherwise assume all of the resource's", async () => {
  await constructed(oneZone);
  const dependencies = registered("aws:ec2/subnet:Subnet", "net-public-1").getPropertydependenciesMap();
  expect(dependencies.get("cidrBlock")?.getUrnsList()).toEqual([]);
});

test("outputs other than the id are passed on too", async () => {
  await constructed({ ...oneZone, natGateways: { strategy: "OnePerAz" } });
  const gateway = registered("aws:ec2/natGateway:NatGateway", "net-1");
  expect(fromStruct(gateway.getObject()).allocationId).toEqual(
    new OutputValue("eipalloc-net-1", ["urn:aws:ec2/eip:Eip::net-1"]),
  );
});

test("a child depends on its parent even if none of its inputs does", async () => {
  await constructed({ ...oneZone, natGateways: { strategy: "OnePerAz" } });
  expect(registered("aws:ec2/eip:Eip", "net-1").getDependenciesList()).toEqual([
    "urn:aws:ec2/subnet:Subnet::net-public-1",
  ]);
});

test("the outputs are ids and resources, each with where it comes from", async () => {
  const { urn, outputs } = await constructed(oneZone);
  expect(urn).toBe("urn:awsx:ec2:Vpc::net");
  expect(outputs).toMatchObject({
    vpcId: new OutputValue("id-net", ["urn:aws:ec2/vpc:Vpc::net"]),
    vpc: new ResourceReference("urn:aws:ec2/vpc:Vpc::net", "id-net"),
    publicSubnetIds: [new OutputValue("id-net-public-1", ["urn:aws:ec2/subnet:Subnet::net-public-1"])],
    routeTables: [
      new ResourceReference("urn:aws:ec2/routeTable:RouteTable::net-public-1", "id-net-public-1"),
      new ResourceReference("urn:aws:ec2/routeTable:RouteTable::net-private-1", "id-net-private-1"),
    ],
    natGateways: [],
    subnetLayout: [{ type: "Public" }, { type: "Private" }],
  });
});

test("a preview knows no ids", async () => {
  monitor.preview = true;
  const { outputs } = await constructed({ ...oneZone, natGateways: {} });
  expect(outputs.vpcId).toEqual(new OutputValue(unknown, ["urn:aws:ec2/vpc:Vpc::net"]));
  expect(outputs.vpc).toEqual(new ResourceReference("urn:aws:ec2/vpc:Vpc::net", unknown));
  const gateway = registered("aws:ec2/natGateway:NatGateway", "net-1");
  expect(fromStruct(gateway.getObject()).allocationId).toEqual(
    new OutputValue(unknown, ["urn:aws:ec2/eip:Eip::net-1"]),
  );
});

test("the component is complete when all its children are registered", async () => {
  await constructed(oneZone);
  expect(monitor.completed).toEqual([["urn:awsx:ec2:Vpc::net", monitor.registered.length]]);
});

test("without names it uses the region's first zones, three or the given number", async () => {
  const subnets = () =>
    monitor.registered
      .filter((one) => one.getType() === "aws:ec2/subnet:Subnet")
      .map((one) => fromStruct(one.getObject()).availabilityZone);
  const { availabilityZoneNames: _, ...anyZones } = oneZone;
  await constructed(anyZones);
  expect(new Set(subnets())).toEqual(new Set(["us-east-1a", "us-east-1b", "us-east-1c"]));
  monitor.registered.length = 0;
  await constructed({ ...anyZones, numberOfAvailabilityZones: 1 });
  expect(new Set(subnets())).toEqual(new Set(["us-east-1a"]));
  await expect(constructed({ ...anyZones, numberOfAvailabilityZones: 9 })).rejects.toThrow(
    "does not have at least 9 Availability Zones",
  );
});

test("a child that fails ends the component with that child's name, and starts no child below it", async () => {
  monitor.failing.add("aws:ec2/subnet:Subnet");
  await expect(constructed(oneZone)).rejects.toThrow(
    "Its child aws:ec2/subnet:Subnet net-public-1 was not created: resource registration failed.",
  );
  expect(monitor.registered.map((one) => one.getType())).not.toContain("aws:ec2/routeTable:RouteTable");
  expect(monitor.completed).toEqual([]);
});

test("it does not end before the last child that it started", async () => {
  monitor.failing.add("aws:ec2/subnet:Subnet");
  monitor.slow.add("aws:ec2/internetGateway:InternetGateway");
  await expect(constructed(oneZone)).rejects.toThrow("aws:ec2/subnet:Subnet");
  expect(monitor.answered).toBe(monitor.registered.length);
});

test("invalid arguments are refused before anything is registered", async () => {
  await expect(constructed({ ...oneZone, cidrBlock: "10.0.0.0/33" })).rejects.toThrow("10.0.0.0/33");
  expect(monitor.registered).toEqual([]);
});

test("the engine is reached without the environment's proxy", async () => {
  vi.stubEnv("http_proxy", "http://127.0.0.1:9").stubEnv("no_proxy", "");
  await expect(constructed(oneZone)).resolves.toBeDefined();
  vi.unstubAllEnvs();
});

test("an unknown component is refused by name", async () => {
  const request = requestFor({}).setType("awsx:lb:ApplicationLoadBalancer");
  await expect(constructComponent(request, new MemoryHost())).rejects.toThrow(
    "This lab does not support the component awsx:lb:ApplicationLoadBalancer. From awsx it supports only awsx:ec2:Vpc.",
  );
});
