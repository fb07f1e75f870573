import { createHash } from "node:crypto";

export type Properties = Record<string, unknown>;

/** The account of recorded graphs: AWS's own example account. */
export const recordedAccountId = "123456789012";

/** What a provider would answer for a resource: its ID and the properties beyond the inputs. */
export interface ProviderAnswer {
  id: string;
  added: Properties;
}

/** The inputs of an answer. All of it is the same for the same stack, so recorded graphs are too. */
interface Request {
  urn: string;
  name: string;
  inputs: Properties;
  region: string;
  /** The physical name that Pulumi gives if the program gives none. */
  autoname?: string;
}

/** Answers as the AWS provider would, as far as the program or a reader of the graph needs it. */
export function providerAnswer(type: string, request: Request): ProviderAnswer {
  return resourceTypes[type]?.answer?.(request) ?? { id: hex(request.urn, 17), added: {} };
}

/** Hex digits that depend on the text alone. */
export function hex(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

function uuid(of: string): string {
  return hex(of, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function certificateNames({ domainName, subjectAlternativeNames }: Properties): string[] {
  const others = Array.isArray(subjectAlternativeNames) ? subjectAlternativeNames.map(text) : [];
  return [...new Set([text(domainName), ...others])];
}

/**
 * The DNS record by which ACM checks the owner of a domain. A wildcard has its domain's record (ACM user
 * guide, "DNS validation").
 */
function validationRecord(domainName: string) {
  const domain = domainName.replace(/^\*\./, "");
  return {
    domainName,
    resourceRecordName: `_${hex(domain, 32)}.${domain}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${hex(`value ${domain}`, 32)}.${hex(`zone ${domain}`, 10)}.acm-validations.aws.`,
  };
}

function physicalName({ urn, name, inputs, autoname }: Request, property = "name"): string {
  const given = inputs[property];
  return typeof given === "string" ? given : (autoname ?? `${name}-${hex(urn, 7)}`);
}

const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:${recordedAccountId}:${rest}`;

/** A property of an input that may still be unknown, as text. */
export const text = (value: unknown) => (typeof value === "string" ? value : "");

/** An answer whose id is an EC2 style id. */
function ec2(prefix: string, arnType: string) {
  return ({ urn, region }: Request): ProviderAnswer => {
    const id = `${prefix}-${hex(urn, 17).padStart(17, "0")}`;
    return { id, added: { arn: arn("ec2", region, `${arnType}/${id}`) } };
  };
}

/** A physical name that a program can leave out. */
interface AutonamedInput {
  input: "name" | "bucket";
  /** The longest name that AWS accepts. */
  limit: number;
}

/** What the AWS provider does for a resource type, in addition to calling AWS. */
interface ProvidedType {
  /**
   * For a type without an effect in the Region: the inputs whose change replaces the resource. Absent if a
   * service has a handler for the type, which has this list.
   */
  replaceOn?: readonly string[];
  /** If the provider names a resource itself, from its logical name. */
  autonamed?: AutonamedInput;
  /** The ID, and the outputs beyond the inputs. Without it, a resource gets an ID and its inputs back. */
  answer?(request: Request): ProviderAnswer;
}

/**
 * Resource types by their token. Types that need only a name or an answer are here; a service's handler
 * creates them.
 */
export const resourceTypes: Readonly<Record<string, ProvidedType>> = {
  "aws:acm/certificate:Certificate": {
    answer: ({ urn, region, inputs }) => {
      const names = certificateNames(inputs);
      // A certificate with other names is a different certificate, even while both exist.
      const id = arn("acm", region, `certificate/${uuid(`${urn} ${names.join(" ")}`)}`);
      return {
        id,
        added: {
          arn: id,
          status: "ISSUED",
          type: "AMAZON_ISSUED",
          domainValidationOptions: names.map(validationRecord),
        },
      };
    },
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    answer: ({ inputs }) => ({ id: text(inputs.certificateArn), added: {} }),
  },
  "aws:autoscaling/group:Group": {
    autonamed: { input: "name", limit: 255 },
    answer: (request) => {
      const name = physicalName(request);
      return {
        id: name,
        added: {
          name,
          arn: arn(
            "autoscaling",
            request.region,
            `autoScalingGroup:${uuid(request.urn)}:autoScalingGroupName/${name}`,
          ),
          desiredCapacity: request.inputs.desiredCapacity ?? request.inputs.minSize,
        },
      };
    },
  },
  "aws:autoscaling/policy:Policy": {
    replaceOn: ["name", "autoscalingGroupName"],
    autonamed: { input: "name", limit: 255 },
    answer: (request) => {
      const name = physicalName(request);
      return {
        id: name,
        added: { name, arn: arn("autoscaling", request.region, `scalingPolicy:${hex(request.urn, 12)}`) },
      };
    },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    replaceOn: ["dashboardName"],
    answer: (request) => {
      const name = text(request.inputs.dashboardName);
      return {
        id: name,
        added: { dashboardArn: `arn:aws:cloudwatch::${recordedAccountId}:dashboard/${name}` },
      };
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    replaceOn: ["name", "namePrefix"],
    autonamed: { input: "name", limit: 512 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: name, added: { name, arn: arn("logs", request.region, `log-group:${name}`) } };
    },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    replaceOn: ["name"],
    autonamed: { input: "name", limit: 255 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: name, added: { name, arn: arn("cloudwatch", request.region, `alarm:${name}`) } };
    },
  },
  "aws:dynamodb/table:Table": {
    autonamed: { input: "name", limit: 255 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: name, added: { name, arn: arn("dynamodb", request.region, `table/${name}`) } };
    },
  },
  "aws:dynamodb/tableItem:TableItem": {
    answer: ({ urn, inputs }) => ({
      id: `${text(inputs.tableName)}|${hex(urn, 8)}`,
      added: {},
    }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    replaceOn: ["vpcId"],
    answer: ec2("sg", "security-group"),
  },
  "aws:ec2/eip:Eip": {
    replaceOn: ["domain"],
  },
  "aws:ec2/internetGateway:InternetGateway": {
    replaceOn: [],
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    autonamed: { input: "name", limit: 128 },
    answer: (request) => {
      const { id, added } = ec2("lt", "launch-template")(request);
      return { id, added: { ...added, name: physicalName(request), latestVersion: 1, defaultVersion: 1 } };
    },
  },
  "aws:ec2/natGateway:NatGateway": {
    replaceOn: ["subnetId", "allocationId"],
  },
  "aws:ec2/route:Route": {
    replaceOn: ["routeTableId", "destinationCidrBlock"],
  },
  "aws:ec2/routeTable:RouteTable": {
    replaceOn: ["vpcId"],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    replaceOn: ["subnetId"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    replaceOn: ["name", "namePrefix", "description", "vpcId"],
    autonamed: { input: "name", limit: 255 },
    answer: (request) => {
      const { id, added } = ec2("sg", "security-group")(request);
      return { id, added: { ...added, name: physicalName(request) } };
    },
  },
  "aws:ec2/vpc:Vpc": {
    replaceOn: ["cidrBlock"],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    answer: (request) => {
      const { id, added } = ec2("vpce", "vpc-endpoint")(request);
      const gateway = request.inputs.vpcEndpointType === "Gateway";
      return { id, added: { ...added, ...(gateway && { prefixListId: `pl-${hex(request.urn, 8)}` }) } };
    },
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    autonamed: { input: "name", limit: 128 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: name, added: { name, arn: `arn:aws:iam::${recordedAccountId}:instance-profile/${name}` } };
    },
  },
  "aws:iam/role:Role": {
    replaceOn: ["name", "namePrefix", "path"],
    autonamed: { input: "name", limit: 64 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: name, added: { name, arn: `arn:aws:iam::${recordedAccountId}:role/${name}` } };
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    replaceOn: ["name", "role"],
    autonamed: { input: "name", limit: 128 },
    answer: (request) => {
      const name = physicalName(request);
      return { id: `${text(request.inputs.role)}:${name}`, added: { name } };
    },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    replaceOn: ["role", "policyArn"],
  },
  "aws:lb/listener:Listener": {
    answer: (request) => {
      const balancer = text(request.inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/");
      const id = `${balancer}/${hex(request.urn, 16)}`;
      return { id, added: { arn: id } };
    },
  },
  "aws:lb/listenerCertificate:ListenerCertificate": {
    answer: ({ inputs }) => ({
      id: `${text(inputs.listenerArn)}_${text(inputs.certificateArn)}`,
      added: {},
    }),
  },
  "aws:lb/listenerRule:ListenerRule": {
    answer: (request) => {
      const listener = text(request.inputs.listenerArn).replace(":listener/", ":listener-rule/");
      const id = `${listener}/${hex(request.urn, 16)}`;
      return { id, added: { arn: id } };
    },
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    autonamed: { input: "name", limit: 32 },
    answer: (request) => {
      const name = physicalName(request);
      const suffix = `app/${name}/${hex(request.urn, 16)}`;
      const id = arn("elasticloadbalancing", request.region, `loadbalancer/${suffix}`);
      const dnsName = `${name}-${Number.parseInt(hex(request.urn, 7), 16)}.${request.region}.elb.amazonaws.com`;
      return { id, added: { arn: id, arnSuffix: suffix, name, dnsName, zoneId: "Z35SXDOTRQ7X7K" } };
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    autonamed: { input: "name", limit: 32 },
    answer: (request) => {
      const name = physicalName(request);
      const suffix = `targetgroup/${name}/${hex(request.urn, 16)}`;
      const id = arn("elasticloadbalancing", request.region, suffix);
      return { id, added: { arn: id, arnSuffix: suffix, name } };
    },
  },
  "aws:route53/record:Record": {
    replaceOn: ["name", "type", "zoneId", "setIdentifier"],
    answer: ({ inputs }) => {
      const name = text(inputs.name);
      return {
        id: `${text(inputs.zoneId)}_${name}_${text(inputs.type)}`,
        added: { fqdn: name.replace(/\.$/, "") },
      };
    },
  },
  "aws:s3/bucket:Bucket": {
    replaceOn: ["bucket", "bucketPrefix"],
    autonamed: { input: "bucket", limit: 63 },
    answer: (request) => {
      const bucket = physicalName(request, "bucket");
      return { id: bucket, added: { bucket, arn: `arn:aws:s3:::${bucket}` } };
    },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    replaceOn: ["bucket"],
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    answer: ({ inputs }) => {
      const id = `${text(inputs.bucket)}/${text(inputs.key)}`;
      return { id, added: { arn: `arn:aws:s3:::${id}` } };
    },
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    replaceOn: ["bucket"],
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    replaceOn: ["bucket"],
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    replaceOn: ["bucket"],
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    replaceOn: ["bucket"],
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    replaceOn: ["bucket"],
  },
  "aws:ssm/parameter:Parameter": {
    autonamed: { input: "name", limit: 1011 },
    answer: (request) => {
      const name = physicalName(request);
      return {
        id: name,
        added: { name, version: 1, arn: arn("ssm", request.region, `parameter/${name.replace(/^\//, "")}`) },
      };
    },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    replaceOn: ["securityGroupId"],
    answer: ec2("sgr", "security-group-rule"),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    replaceOn: ["securityGroupId"],
    answer: ec2("sgr", "security-group-rule"),
  },
  "awsx:ec2:Vpc": {
    answer: ({ urn, inputs }) => {
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
  },
};
