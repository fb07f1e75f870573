import type { CredentialsDocument } from "./role-credentials.ts";

/** What an instance knows about itself, under the names of the launch template and of DescribeInstances. */
export interface InstanceFacts {
  instanceId: string;
  instanceType: string;
  imageId: string;
  architecture: "arm64" | "x86_64";
  availabilityZone: string;
  region: string;
  accountId: string;
  privateIp: string;
  launchedAt: Date;
  /** Raw, as the instance sees it (decoded from the launch template's base64). */
  userData?: string;
  /** Served only if the template says `instanceMetadataTags: enabled`. */
  tags?: Readonly<Record<string, string>>;
  /** The Auto Scaling lifecycle state the instance should be in. */
  targetLifecycleState?: () => string;
}

/** The role of the instance profile; absent for an instance without one. */
export interface InstanceRole {
  name: string;
  instanceProfileArn: string;
  credentials: () => CredentialsDocument;
}

/** A folder of the metadata service: text, another folder, or something computed on request. */
export type MetadataNode = string | (() => string) | { readonly [name: string]: MetadataNode };

/**
 * Everything below an API version such as `/latest/` (EC2 User Guide, "Instance metadata categories"). Values
 * that the instance does not have are absent, so they return 404.
 */
export function metadataTree(facts: InstanceFacts, role: InstanceRole | undefined): MetadataNode {
  const hostname = `ip-${facts.privateIp.replaceAll(".", "-")}.${
    facts.region === "us-east-1" ? "ec2" : `${facts.region}.compute`
  }.internal`;
  const mac = macOf(facts.privateIp);
  return {
    dynamic: {
      "instance-identity": { document: JSON.stringify(identityDocument(facts), null, 2) },
    },
    "meta-data": {
      "ami-id": facts.imageId,
      "ami-launch-index": "0",
      ...(facts.targetLifecycleState && {
        autoscaling: { "target-lifecycle-state": facts.targetLifecycleState },
      }),
      hostname,
      ...(role && { iam: iamTree(role) }),
      "instance-action": "none",
      "instance-id": facts.instanceId,
      "instance-life-cycle": "on-demand",
      "instance-type": facts.instanceType,
      "local-hostname": hostname,
      "local-ipv4": facts.privateIp,
      mac,
      network: {
        interfaces: { macs: { [mac]: { "local-ipv4s": facts.privateIp, mac, "device-number": "0" } } },
      },
      placement: {
        "availability-zone": facts.availabilityZone,
        region: facts.region,
      },
      services: { domain: "amazonaws.com", partition: "aws" },
      ...(facts.tags && { tags: { instance: facts.tags } }),
    },
    ...(facts.userData !== undefined && { "user-data": facts.userData }),
  };
}

/**
 * The answer to a GET of `path` (segments below the API version): the value, the list of a folder, or
 * undefined for 404. A folder answers with and without its trailing slash.
 */
export function readMetadata(tree: MetadataNode, path: readonly string[]): string | undefined {
  const node = path.reduce<MetadataNode | undefined>((at, segment) => childOf(at, segment), tree);
  if (node === undefined) {
    return undefined;
  }
  if (typeof node === "string") {
    return node;
  }
  if (typeof node === "function") {
    return node();
  }
  return Object.entries(node)
    .map(([name, child]) => (isFolder(child) ? `${name}/` : name))
    .join("\n");
}

function childOf(node: MetadataNode | undefined, name: string): MetadataNode | undefined {
  return isFolder(node) && Object.hasOwn(node, name) ? node[name] : undefined;
}

function isFolder(node: MetadataNode | undefined): node is { readonly [name: string]: MetadataNode } {
  return typeof node === "object";
}

function iamTree(role: InstanceRole): MetadataNode {
  return {
    info: () =>
      JSON.stringify(
        {
          Code: "Success",
          LastUpdated: role.credentials().LastUpdated,
          InstanceProfileArn: role.instanceProfileArn,
          InstanceProfileId: "AIPASOFTLANDINGLAB000",
        },
        null,
        2,
      ),
    "security-credentials": { [role.name]: () => JSON.stringify(role.credentials(), null, 2) },
  };
}

/** The fifteen keys of the instance identity document, the unused ones null (EC2 User Guide, "Instance identity documents"). */
function identityDocument(facts: InstanceFacts): Record<string, unknown> {
  return {
    accountId: facts.accountId,
    architecture: facts.architecture,
    availabilityZone: facts.availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: facts.imageId,
    instanceId: facts.instanceId,
    instanceType: facts.instanceType,
    kernelId: null,
    pendingTime: facts.launchedAt.toISOString().replace(/\.\d{3}Z$/, "Z"),
    privateIp: facts.privateIp,
    ramdiskId: null,
    region: facts.region,
    version: "2017-09-30",
  };
}

/** A locally administered address that differs per private address. */
function macOf(privateIp: string): string {
  const octets = privateIp.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"));
  return ["02", "00", ...octets].join(":");
}
