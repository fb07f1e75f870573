import { AutoScalingClient, type AutoScalingClientConfig } from "@aws-sdk/client-auto-scaling";
import { partition } from "@aws-sdk/core/client";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ConfigMistake } from "@soft-landing/shared/stack-config";
import type { StackConfig } from "./plan/stack-config.ts";
import { isStandardType, standardVcpuQuota } from "./plan/vcpu-quota.ts";
import type { ZoneOffers } from "./plan/zones.ts";

/** AWS's description of an instance type. */
export interface InstanceType {
  architectures: readonly string[];
  vcpus: number;
}

/** How this program's own calls reach AWS: with the region, profile and keys of Pulumi's provider. */
export function awsClientSettings(): AutoScalingClientConfig {
  const { region, profile, accessKey, secretKey, token } = aws.config;
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(accessKey !== undefined &&
      secretKey !== undefined && {
        credentials: {
          accessKeyId: accessKey,
          secretAccessKey: secretKey,
          ...(token !== undefined && { sessionToken: token }),
        },
      }),
  };
}

/** The mistakes in Pulumi's own `aws:` keys, for this program. */
export function mistakenAwsConfig(): ConfigMistake[] {
  const { region } = aws.config;
  const mistakes: ConfigMistake[] = [];
  if (!region) {
    const remedy = "set the region: pulumi config set aws:region us-east-1";
    mistakes.push({ key: "aws:region", value: region, remedy });
  } else if (partition(region).name !== "aws") {
    const remedy = `use a region of the partition aws: in ${partition(region).name} names and addresses are different`;
    mistakes.push({ key: "aws:region", value: region, remedy });
  }
  const { assumeRoles, assumeRoleWithWebIdentity, endpoints, sharedConfigFiles, sharedCredentialsFiles } =
    aws.config;
  const foreign = { assumeRoles, assumeRoleWithWebIdentity, sharedConfigFiles, sharedCredentialsFiles };
  for (const [key, value] of Object.entries(foreign)) {
    if (value !== undefined) {
      const remedy = "remove it, and name a profile that does the same with aws:profile or AWS_PROFILE";
      mistakes.push({ key: `aws:${key}`, value, remedy: `${remedy}: the program also asks AWS itself` });
    }
  }
  if (endpoints !== undefined) {
    mistakes.push({ key: "aws:endpoints", value: endpoints, remedy: "remove it, and set AWS_ENDPOINT_URL" });
  }
  return mistakes;
}

/**
 * Makes sure that there are credentials, before Pulumi's provider fails without them.
 *
 * @throws pulumi.RunError with one line that says how to get them.
 */
export async function requireCredentials(): Promise<void> {
  const { profile } = aws.config;
  try {
    await new AutoScalingClient(awsClientSettings()).config.credentials();
  } catch (error) {
    throw new pulumi.RunError(
      `There are no AWS credentials${profile === undefined ? "" : ` in profile ${profile}`}: ${oneLine(error)}. Sign in with \`aws configure\` or \`aws sso login\`, or name a profile: pulumi config set aws:profile NAME`,
    );
  }
}

/** What the region offers to this account for a stack of such instances. */
export async function askOffers(
  region: string,
  { instanceType, shipLogs }: Pick<StackConfig, "instanceType" | "shipLogs">,
): Promise<ZoneOffers> {
  const services = shipLogs ? ["ssm", "logs"] : ["ssm"];
  const [zones, offerings, ...endpoints] = await Promise.all([
    asked(aws.getAvailabilityZones({ filters: [{ name: "zone-type", values: ["availability-zone"] }] })),
    asked(
      aws.ec2.getInstanceTypeOfferings({
        locationType: "availability-zone",
        filters: [{ name: "instance-type", values: [instanceType] }],
      }),
    ),
    ...services.map((service) => asked(aws.ec2.getVpcEndpointService({ service, serviceType: "Interface" }))),
  ]);
  return {
    region,
    zones: zones.names,
    instanceType,
    instanceTypeZones: offerings.locations,
    endpointZones: Object.fromEntries(
      services.map((service, index) => [service, endpoints[index]?.availabilityZones ?? []]),
    ),
  };
}

/** AWS's description of an instance type that the region offers. */
export async function askInstanceType(instanceType: string): Promise<InstanceType> {
  const answer = await asked(aws.ec2.getInstanceType({ instanceType }));
  return { architectures: answer.supportedArchitectures, vcpus: answer.defaultVcpus };
}

/**
 * The account's quota of vCPUs for such instances; undefined if there is none or if reading it is not
 * allowed.
 */
export async function askVcpuQuota(instanceType: string): Promise<number | undefined> {
  if (!isStandardType(instanceType)) {
    return undefined;
  }
  try {
    return (await aws.servicequotas.getServiceQuota(standardVcpuQuota)).value;
  } catch (error) {
    await pulumi.log.debug(`The vCPU quota is unknown: ${oneLine(error)}`);
    return undefined;
  }
}

/** The newest Amazon Linux 2023 image of an architecture. */
export async function askMachineImage(architecture: "arm64" | "x86_64"): Promise<string> {
  // Amazon Linux 2023 user guide, "Get started": a public parameter names the newest image.
  const name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
  return (await asked(aws.ssm.getParameter({ name }))).value;
}

/** The account that the credentials belong to. */
export async function askAccountId(): Promise<string> {
  return (await asked(aws.getCallerIdentity())).accountId;
}

/** A call that AWS refuses ends the program with AWS's message, without a stack trace. */
async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new pulumi.RunError(
      `A call to AWS that the program makes before it deploys failed: ${oneLine(error)}`,
    );
  }
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, " ").trim();
}
