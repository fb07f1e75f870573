import { isPropertyMap, OutputValue, type PropertyValue, Secret } from "../values/property-value.ts";
import { defaultSpecs, normalizedSpec, type PlacedSubnet, placeSubnets } from "./subnet-layout.ts";
import type { VpcArgs } from "./vpc-args.ts";

/** An output of another planned resource, known once that is registered. */
export class ChildOutput {
  readonly child: PlannedChild;
  readonly output: "id" | "allocationId";

  constructor(child: PlannedChild, output: "id" | "allocationId" = "id") {
    this.child = child;
    this.output = output;
  }
}

/** A resource that the component creates. It depends on its parent, like awsx's `dependsOn`. */
export interface PlannedChild {
  type: string;
  name: string;
  /** Undefined: the component itself. */
  parent: PlannedChild | undefined;
  /** A {@link ChildOutput}, or a value as the engine sent it. Undefined properties are left out. */
  inputs: Readonly<Record<string, unknown>>;
}

/** Everything that an awsx.ec2.Vpc creates, parents first, and what its outputs say about it. */
export interface VpcPlan {
  children: readonly PlannedChild[];
  /** Outputs that are whole resources: one, or a list. */
  resources: Readonly<Record<string, PlannedChild | readonly PlannedChild[]>>;
  /** Outputs that are IDs: one, or a list. */
  ids: Readonly<Record<string, PlannedChild | readonly PlannedChild[]>>;
  subnetLayout: readonly Record<string, unknown>[];
}

/**
 * The children of an awsx.ec2.Vpc with names, parents and inputs as in awsx 3.9: awsx/ec2/vpc.ts in
 * pulumi/pulumi-awsx
 *
 * @param zones names of the Availability Zones, at least one
 * @throws Error with awsx's message if the arguments contradict each other
 */
export function planVpc(name: string, args: VpcArgs, zones: readonly string[]): VpcPlan {
  const layout = {
    cidrBlock: args.cidrBlock,
    zoneCount: zones.length,
    strategy: args.subnetStrategy,
    specs: args.subnetSpecs,
    zoneCidrMask: args.availabilityZoneCidrMask,
  };
  const placed = placeSubnets(layout);
  refuseUnusableGateways(args, placed, zones.length);
  const draft = new VpcDraft(name, args);
  for (const [zoneIndex, zone] of zones.entries()) {
    for (const subnet of publicFirst(placed.filter((one) => one.zoneIndex === zoneIndex))) {
      draft.addSubnet(subnet, zone);
    }
  }
  return draft.plan((args.subnetSpecs ?? defaultSpecs(layout)).map(normalizedSpec));
}

class VpcDraft {
  readonly #name: string;
  readonly #args: VpcArgs;
  readonly #children: PlannedChild[] = [];
  readonly #vpc: PlannedChild;
  readonly #internetGateway: PlannedChild;
  readonly #subnetsOf: Record<PlacedSubnet["spec"]["type"], PlannedChild[]> = {
    Public: [],
    Private: [],
    Isolated: [],
    Unused: [],
  };

  constructor(name: string, args: VpcArgs) {
    this.#name = name;
    this.#args = args;
    this.#vpc = this.#add("aws:ec2/vpc:Vpc", name, undefined, {
      cidrBlock: args.cidrBlock,
      enableDnsHostnames: args.enableDnsHostnames,
      enableDnsSupport: args.enableDnsSupport,
      enableNetworkAddressUsageMetrics: args.enableNetworkAddressUsageMetrics,
      instanceTenancy: args.instanceTenancy,
      tags: tagsAround(args.tags, { Name: name }),
    });
    // awsx creates one even if no subnet is public.
    this.#internetGateway = this.#add("aws:ec2/internetGateway:InternetGateway", name, this.#vpc, {
      vpcId: new ChildOutput(this.#vpc),
      tags: tagsAround(args.tags, { Name: name }),
    });
  }

  addSubnet({ spec, zoneIndex, cidrBlock }: PlacedSubnet, zone: string): void {
    const name = `${this.#name}-${spec.name ?? spec.type.toLowerCase()}-${zoneIndex + 1}`;
    const ownTags = { Name: name, SubnetType: spec.type };
    const subnet = this.#add("aws:ec2/subnet:Subnet", name, this.#vpc, {
      vpcId: new ChildOutput(this.#vpc),
      availabilityZone: zone,
      mapPublicIpOnLaunch: spec.type === "Public",
      cidrBlock,
      assignIpv6AddressOnCreation: false,
      tags: tagsAround(this.#args.tags, { Name: this.#name }, { ...spec.tags, ...ownTags }),
    });
    this.#subnetsOf[spec.type].push(subnet);
    const routeTable = this.#add("aws:ec2/routeTable:RouteTable", name, subnet, {
      vpcId: new ChildOutput(this.#vpc),
      tags: tagsAround(this.#args.tags, { Name: this.#name }, ownTags),
    });
    this.#add("aws:ec2/routeTableAssociation:RouteTableAssociation", name, routeTable, {
      routeTableId: new ChildOutput(routeTable),
      subnetId: new ChildOutput(subnet),
    });
    if (spec.type === "Public" && this.#natGateways.length < natGatewaysUpTo(this.#args, zoneIndex)) {
      this.#addNatGateway(subnet, zoneIndex);
    }
    const wayOut = this.#wayOut(spec.type, zoneIndex);
    if (wayOut !== undefined) {
      this.#add("aws:ec2/route:Route", name, routeTable, {
        routeTableId: new ChildOutput(routeTable),
        ...wayOut,
        destinationCidrBlock: "0.0.0.0/0",
      });
    }
  }

  plan(subnetLayout: VpcPlan["subnetLayout"]): VpcPlan {
    const { Public, Private, Isolated } = this.#subnetsOf;
    return {
      children: this.#children,
      resources: {
        vpc: this.#vpc,
        internetGateway: this.#internetGateway,
        subnets: this.#ofType("aws:ec2/subnet:Subnet"),
        publicSubnets: Public,
        privateSubnets: Private,
        isolatedSubnets: Isolated,
        routeTables: this.#ofType("aws:ec2/routeTable:RouteTable"),
        routeTableAssociations: this.#ofType("aws:ec2/routeTableAssociation:RouteTableAssociation"),
        routes: this.#ofType("aws:ec2/route:Route"),
        natGateways: this.#natGateways,
        eips: this.#ofType("aws:ec2/eip:Eip"),
        vpcEndpoints: [],
      },
      ids: {
        vpcId: this.#vpc,
        publicSubnetIds: Public,
        privateSubnetIds: Private,
        isolatedSubnetIds: Isolated,
      },
      subnetLayout,
    };
  }

  #add(
    type: string,
    name: string,
    parent: PlannedChild | undefined,
    inputs: Record<string, unknown>,
  ): PlannedChild {
    const child = { type, name, parent, inputs: { region: this.#args.region, ...inputs } };
    this.#children.push(child);
    return child;
  }

  #ofType(type: string): PlannedChild[] {
    return this.#children.filter((child) => child.type === type);
  }

  get #natGateways(): PlannedChild[] {
    return this.#ofType("aws:ec2/natGateway:NatGateway");
  }

  #addNatGateway(subnet: PlannedChild, zoneIndex: number): void {
    const name = `${this.#name}-${zoneIndex + 1}`;
    const tags = tagsAround(this.#args.tags, {}, { Name: name });
    const given = this.#args.natGateways.elasticIpAllocationIds;
    const allocationId =
      given.length > 0
        ? given[zoneIndex]
        : new ChildOutput(this.#add("aws:ec2/eip:Eip", name, subnet, { tags }), "allocationId");
    this.#add("aws:ec2/natGateway:NatGateway", name, subnet, {
      subnetId: new ChildOutput(subnet),
      allocationId,
      tags,
    });
  }

  /** The target of a subnet's default route, if it has one. */
  #wayOut(type: PlacedSubnet["spec"]["type"], zoneIndex: number): Record<string, ChildOutput> | undefined {
    if (type === "Public") {
      return { gatewayId: new ChildOutput(this.#internetGateway) };
    }
    const natGateway = this.#natGateways[this.#args.natGateways.strategy === "Single" ? 0 : zoneIndex];
    return type === "Private" && natGateway !== undefined
      ? { natGatewayId: new ChildOutput(natGateway) }
      : undefined;
  }
}

/**
 * The order in which awsx creates a zone's subnets: a private one's route needs the NAT gateway in a public
 * one.
 */
function publicFirst(subnets: readonly PlacedSubnet[]): PlacedSubnet[] {
  return (["Public", "Private", "Isolated"] as const).flatMap((type) =>
    subnets.filter(({ spec }) => spec.type === type),
  );
}

function natGatewaysUpTo({ natGateways }: VpcArgs, zoneIndex: number): number {
  return { None: 0, Single: 1, OnePerAz: zoneIndex + 1 }[natGateways.strategy];
}

function refuseUnusableGateways(
  { natGateways: { strategy, elasticIpAllocationIds } }: VpcArgs,
  placed: readonly PlacedSubnet[],
  zoneCount: number,
): void {
  const has = (...types: string[]) => placed.some(({ spec }) => types.includes(spec.type));
  if (strategy !== "None" && !(has("Public") && has("Private", "Isolated"))) {
    throw new Error(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway resource, along with private or isolated subnets to route through it.",
    );
  }
  const wanted = { None: 0, Single: 1, OnePerAz: zoneCount }[strategy];
  if (elasticIpAllocationIds.length > 0 && elasticIpAllocationIds.length !== wanted) {
    throw new Error(
      `NAT Gateway strategy '${strategy}' takes ${wanted} Elastic IP allocation IDs, or none; there are ${elasticIpAllocationIds.length}.`,
    );
  }
}

/**
 * `defaults`, then the program's tags, then `own`. If one of the program's tags is unknown, all of them are.
 */
function tagsAround(
  tags: unknown,
  defaults: Record<string, unknown>,
  own: Record<string, unknown> = {},
): unknown {
  if (tags === undefined || tags === null) {
    return { ...defaults, ...own };
  }
  if (tags instanceof Secret) {
    return new Secret(tagsAround(tags.value, defaults, own) as PropertyValue);
  }
  if (tags instanceof OutputValue) {
    return new OutputValue(
      tagsAround(tags.value, defaults, own) as PropertyValue,
      tags.dependencies,
      tags.secret,
    );
  }
  return isPropertyMap(tags) ? { ...defaults, ...tags, ...own } : tags;
}
