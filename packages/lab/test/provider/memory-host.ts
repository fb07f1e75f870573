import { randomBytes } from "node:crypto";
import type {
  Checked,
  CheckRequest,
  CreateRequest,
  Difference,
  DiffRequest,
  ExistingResource,
  Operation,
  ReadResource,
  ResourceHost,
  UpdateRequest,
} from "../../src/provider/resource-host.ts";
import type { Properties } from "../../src/provider/values/plain.ts";
import { changedProperties } from "../../src/provider/values/property-changes.ts";

/** What a type of resource adds to its inputs, and which inputs it cannot change. */
interface MemoryType {
  /** The input that carries the physical name, which the host makes up where it is missing. */
  named?: string;
  replaceOn?: readonly string[];
  /** Outputs beyond the inputs. */
  outputs?: (id: string) => Properties;
}

const arn = (id: string) => ({ arn: `arn:aws:memory:us-east-1:123456789012:${id}` });

const types: Record<string, MemoryType> = {
  "aws:ec2/vpc:Vpc": { replaceOn: ["cidrBlock"], outputs: arn },
  "aws:ec2/subnet:Subnet": { replaceOn: ["vpcId", "availabilityZone", "cidrBlock"], outputs: arn },
  "aws:ec2/internetGateway:InternetGateway": { outputs: arn },
  "aws:ec2/routeTable:RouteTable": { replaceOn: ["vpcId"], outputs: arn },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { replaceOn: ["subnetId"] },
  "aws:ec2/route:Route": { replaceOn: ["routeTableId", "destinationCidrBlock"] },
  "aws:ec2/securityGroup:SecurityGroup": { named: "name", replaceOn: ["name", "vpcId"], outputs: arn },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    named: "name",
    replaceOn: ["name"],
    outputs: (id) => ({ ...arn(id), latestVersion: 1, defaultVersion: 1 }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    named: "name",
    replaceOn: ["name", "internal"],
    outputs: (id) => ({
      ...arn(id),
      arnSuffix: id,
      dnsName: `${id}.us-east-1.elb.amazonaws.com`,
      zoneId: "Z1",
    }),
  },
  "aws:ssm/parameter:Parameter": {
    named: "name",
    replaceOn: ["name"],
    outputs: (id) => ({ ...arn(id), version: 1 }),
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": { replaceOn: ["bucket", "key"], outputs: arn },
};

const functions: Record<string, (args: Properties) => Properties> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    names: ["a", "b", "c", "d"].map((letter) => `us-east-1${letter}`),
    id: "us-east-1",
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "123456789012", id: "123456789012" }),
  "aws:ssm/getParameter:getParameter": ({ name }) => {
    if (typeof name !== "string" || !name.startsWith("/aws/")) {
      throw Object.assign(new Error(`Parameter ${String(name)}\nis not there.`), {
        name: "ParameterNotFound",
      });
    }
    return { name, value: "ami-1", type: "String" };
  },
};

interface StoredResource {
  type: string;
  name: string;
  inputs: Properties;
  outputs: Properties;
}

/** A region that remembers what it was told, for tests of the protocol. */
export class MemoryHost implements ResourceHost {
  readonly resources = new Map<string, StoredResource>();
  /** What was done, in order: `create NAME`. */
  readonly done: string[] = [];
  refused: string | undefined;
  /** Runs before something is done, as `create NAME`; may throw. */
  during: (what: string, operation: Operation) => Promise<void> | void = () => {};

  refusal(): string | undefined {
    return this.refused;
  }

  resourceTypes(): readonly string[] {
    return Object.keys(types);
  }

  functions(): readonly string[] {
    return Object.keys(functions);
  }

  check(type: string, { news, olds, name, autonaming }: CheckRequest): Checked {
    const property = types[type]?.named;
    if (property === undefined || news[property] !== undefined) {
      return { inputs: news, failures: [] };
    }
    if (autonaming?.mode === "disable") {
      return { inputs: news, failures: [{ property, reason: "a name must be given" }] };
    }
    const proposed = autonaming?.proposedName ?? `${name}-${randomBytes(4).toString("hex").slice(1)}`;
    return { inputs: { ...news, [property]: olds[property] ?? proposed }, failures: [] };
  }

  diff(type: string, { oldInputs, news }: DiffRequest): Difference {
    const changed = changedProperties(oldInputs, news);
    const replaces = changed.filter((name) => types[type]?.replaceOn?.includes(name));
    return { changed, replaces, deleteBeforeReplace: false };
  }

  computed(type: string, operation: "create" | "update"): readonly string[] {
    const all = Object.keys(types[type]?.outputs?.("") ?? {});
    return operation === "create" ? all : all.filter((name) => name === "latestVersion");
  }

  async create(type: string, { name, inputs, ...operation }: CreateRequest & Operation) {
    await this.#do(`create ${name}`, operation);
    const id = `${name}-${randomBytes(4).toString("hex")}`;
    const outputs = { ...inputs, ...types[type]?.outputs?.(id) };
    this.resources.set(id, { type, name, inputs, outputs });
    return { id, outputs };
  }

  async update(_type: string, { id, name, news, ...operation }: UpdateRequest & Operation) {
    await this.#do(`update ${name}`, operation);
    const resource = this.#existing(id);
    resource.inputs = news;
    resource.outputs = { ...resource.outputs, ...news };
    if (typeof resource.outputs.latestVersion === "number") {
      resource.outputs.latestVersion += 1;
    }
    return { outputs: resource.outputs };
  }

  async delete(_type: string, { id, name, ...operation }: ExistingResource & Operation): Promise<void> {
    await this.#do(`delete ${name}`, operation);
    this.resources.delete(id);
  }

  async read(_type: string, { id }: ExistingResource): Promise<ReadResource | undefined> {
    const resource = this.resources.get(id);
    return resource && { id, inputs: resource.inputs, outputs: resource.outputs };
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return functions[token]?.(args) ?? {};
  }

  /** The one resource with a logical name. */
  named(name: string): StoredResource & { id: string } {
    const found = [...this.resources].find(([, resource]) => resource.name === name);
    if (found === undefined) {
      throw new Error(`There is no ${name}.`);
    }
    return { id: found[0], ...found[1] };
  }

  async #do(what: string, operation: Operation): Promise<void> {
    await this.during(what, operation);
    this.done.push(what);
  }

  #existing(id: string): StoredResource {
    const resource = this.resources.get(id);
    if (resource === undefined) {
      throw new Error(`${id} is gone.`);
    }
    return resource;
  }
}
