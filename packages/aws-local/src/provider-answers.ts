import { createHash } from "node:crypto";

type Properties = Record<string, unknown>;

/** The account that recorded graphs pretend to be in: AWS's own example account. */
export const recordedAccountId = "123456789012";

/** What a provider would answer for a resource: its id and the properties beyond the inputs. */
export interface ProviderAnswer {
  id: string;
  added: Properties;
}

/** What an answer is made from. Everything in it is the same for the same stack, so recorded graphs are too. */
interface Request {
  urn: string;
  name: string;
  inputs: Properties;
  region: string;
  /** The physical name that Pulumi gives where the program gives none. */
  autoname?: string;
}

/**
 * Answers as the AWS provider would, as far as the program or a reader of the graph looks at it. A resource type that
 * stands here without an entry gets an id and its inputs back.
 */
export function providerAnswer(type: string, request: Request): ProviderAnswer {
  const answer = answers[type];
  return answer === undefined ? { id: hex(request.urn, 17), added: {} } : answer(request);
}

/** Hex digits that depend on the text alone. */
export function hex(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

function physicalName({ urn, name, inputs, autoname }: Request, property = "name"): string {
  const given = inputs[property];
  return typeof given === "string" ? given : (autoname ?? `${name}-${hex(urn, 7)}`);
}

const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:${recordedAccountId}:${rest}`;

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** An answer whose id is an EC2 style id. */
function ec2(prefix: string, arnType: string) {
  return ({ urn, region }: Request): ProviderAnswer => {
    const id = `${prefix}-${hex(urn, 17).padStart(17, "0")}`;
    return { id, added: { arn: arn("ec2", region, `${arnType}/${id}`) } };
  };
}

const answers: Record<string, (request: Request) => ProviderAnswer> = {
  "aws:ec2/securityGroup:SecurityGroup": (request) => {
    const { id, added } = ec2("sg", "security-group")(request);
    return { id, added: { ...added, name: physicalName(request) } };
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": (request) => {
    const { id, added } = ec2("vpce", "vpc-endpoint")(request);
    const gateway = request.inputs.vpcEndpointType === "Gateway";
    return { id, added: { ...added, ...(gateway && { prefixListId: `pl-${hex(request.urn, 8)}` }) } };
  },
  "aws:ec2/launchTemplate:LaunchTemplate": (request) => {
    const { id, added } = ec2("lt", "launch-template")(request);
    return { id, added: { ...added, name: physicalName(request), latestVersion: 1, defaultVersion: 1 } };
  },
  "aws:lb/loadBalancer:LoadBalancer": (request) => {
    const name = physicalName(request);
    const suffix = `app/${name}/${hex(request.urn, 16)}`;
    const id = arn("elasticloadbalancing", request.region, `loadbalancer/${suffix}`);
    const dnsName = `${name}-${Number.parseInt(hex(request.urn, 7), 16)}.${request.region}.elb.amazonaws.com`;
    return { id, added: { arn: id, arnSuffix: suffix, name, dnsName, zoneId: "Z35SXDOTRQ7X7K" } };
  },
  "aws:lb/targetGroup:TargetGroup": (request) => {
    const name = physicalName(request);
    const suffix = `targetgroup/${name}/${hex(request.urn, 16)}`;
    const id = arn("elasticloadbalancing", request.region, suffix);
    return { id, added: { arn: id, arnSuffix: suffix, name } };
  },
  "aws:lb/listener:Listener": (request) => {
    const balancer = text(request.inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/");
    const id = `${balancer}/${hex(request.urn, 16)}`;
    return { id, added: { arn: id } };
  },
  "aws:lb/listenerRule:ListenerRule": (request) => {
    const listener = text(request.inputs.listenerArn).replace(":listener/", ":listener-rule/");
    const id = `${listener}/${hex(request.urn, 16)}`;
    return { id, added: { arn: id } };
  },
  "aws:lb/listenerCertificate:ListenerCertificate": ({ inputs }) => ({
    id: `${text(inputs.listenerArn)}_${text(inputs.certificateArn)}`,
    added: {},
  }),
  "aws:autoscaling/group:Group": (request) => {
    const name = physicalName(request);
    const uuid = hex(request.urn, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    return {
      id: name,
      added: {
        name,
        arn: arn("autoscaling", request.region, `autoScalingGroup:${uuid}:autoScalingGroupName/${name}`),
        desiredCapacity: request.inputs.desiredCapacity ?? request.inputs.minSize,
      },
    };
  },
  "aws:autoscaling/policy:Policy": (request) => {
    const name = physicalName(request);
    return {
      id: name,
      added: { name, arn: arn("autoscaling", request.region, `scalingPolicy:${hex(request.urn, 12)}`) },
    };
  },
  "aws:dynamodb/table:Table": (request) => {
    const name = physicalName(request);
    return { id: name, added: { name, arn: arn("dynamodb", request.region, `table/${name}`) } };
  },
  "aws:dynamodb/tableItem:TableItem": ({ urn, inputs }) => ({
    id: `${text(inputs.tableName)}|${hex(urn, 8)}`,
    added: {},
  }),
  "aws:ssm/parameter:Parameter": (request) => {
    const name = physicalName(request);
    return {
      id: name,
      added: { name, version: 1, arn: arn("ssm", request.region, `parameter/${name.replace(/^\//, "")}`) },
    };
  },
  "aws:s3/bucket:Bucket": (request) => {
    const bucket = physicalName(request, "bucket");
    return { id: bucket, added: { bucket, arn: `arn:aws:s3:::${bucket}` } };
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": ({ inputs }) => {
    const id = `${text(inputs.bucket)}/${text(inputs.key)}`;
    return { id, added: { arn: `arn:aws:s3:::${id}` } };
  },
  "aws:iam/role:Role": (request) => {
    const name = physicalName(request);
    return { id: name, added: { name, arn: `arn:aws:iam::${recordedAccountId}:role/${name}` } };
  },
  "aws:iam/rolePolicy:RolePolicy": (request) => {
    const name = physicalName(request);
    return { id: `${text(request.inputs.role)}:${name}`, added: { name } };
  },
  "aws:iam/instanceProfile:InstanceProfile": (request) => {
    const name = physicalName(request);
    return { id: name, added: { name, arn: `arn:aws:iam::${recordedAccountId}:instance-profile/${name}` } };
  },
  "aws:cloudwatch/dashboard:Dashboard": (request) => {
    const name = text(request.inputs.dashboardName);
    return {
      id: name,
      added: { dashboardArn: `arn:aws:cloudwatch::${recordedAccountId}:dashboard/${name}` },
    };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": (request) => {
    const name = physicalName(request);
    return { id: name, added: { name, arn: arn("cloudwatch", request.region, `alarm:${name}`) } };
  },
  "aws:cloudwatch/logGroup:LogGroup": (request) => {
    const name = physicalName(request);
    return { id: name, added: { name, arn: arn("logs", request.region, `log-group:${name}`) } };
  },
  "awsx:ec2:Vpc": ({ urn, inputs }) => {
    const zones = Array.isArray(inputs.availabilityZoneNames) ? inputs.availabilityZoneNames : [];
    const subnets = (kind: string) => zones.map((zone) => `subnet-${hex(`${urn} ${kind} ${zone}`, 17)}`);
    return {
      id: "",
      added: {
        vpcId: `vpc-${hex(urn, 17)}`,
        publicSubnetIds: subnets("public"),
        privateSubnetIds: subnets("private"),
      },
    };
  },
};

/** What the program asks a provider for, answered as in a fresh account. */
export function invokeAnswer(token: string, inputs: Properties, region: string): Properties {
  const answer = functions[token];
  if (answer === undefined) {
    throw new Error(
      `The program asks for ${token}. There are answers for ${Object.keys(functions).join(", ")}.`,
    );
  }
  return answer(inputs, region);
}

const functions: Record<string, (inputs: Properties, region: string) => Properties> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_inputs, region) => ({
    names: zonesOf(region),
    zoneIds: [],
    id: region,
    region,
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: recordedAccountId,
    id: recordedAccountId,
  }),
  // One zone of us-east-1 lacks t4g, t3 and m5; in which accounts it is 1e differs.
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": (_inputs, region) => ({
    locations: zonesOf(region).filter((zone) => zone !== "us-east-1e"),
    id: region,
  }),
  "aws:ec2/getVpcEndpointService:getVpcEndpointService": ({ service }, region) => ({
    availabilityZones: zonesOf(region),
    serviceName: `com.amazonaws.${region}.${text(service)}`,
    id: region,
  }),
  "aws:ec2/getInstanceType:getInstanceType": ({ instanceType }) => ({
    instanceType,
    supportedArchitectures: [architectureOf(text(instanceType))],
    defaultVcpus: 2,
    id: instanceType,
  }),
  "aws:servicequotas/getServiceQuota:getServiceQuota": ({ quotaCode }) => ({ value: 32, id: quotaCode }),
  // The image of an Amazon Linux parameter.
  "aws:ssm/getParameter:getParameter": ({ name }, region) => ({
    name,
    value: `ami-${hex(`${region} ${text(name)}`, 17)}`,
    type: "String",
    id: name,
  }),
};

/** The zones that a new account sees. Regions not named here have three at least. */
function zonesOf(region: string): string[] {
  const letters: Record<string, string> = {
    "us-east-1": "abcdef",
    "us-west-2": "abcd",
    "ap-northeast-2": "abcd",
  };
  return [...(letters[region] ?? "abc")].map((letter) => region + letter);
}

/** Graviton families carry a `g` after the generation's number: t4g, m7gd. */
export function architectureOf(instanceType: string): "arm64" | "x86_64" {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

/** The functions that {@link invokeAnswer} answers. */
export function providerFunctions(): string[] {
  return Object.keys(functions).toSorted();
}
