import { stackBuilds } from "@soft-landing/shared/builds";
import type { ConfigMistake } from "@soft-landing/shared/stack-config";
import { z } from "zod";
import { ipv4NetworkFault } from "./ipv4-network.ts";

/**
 * A stack's config as Pulumi passes it: every value is text, lists are JSON. Keys are without the project's
 * name.
 */
export type RawStackConfig = Readonly<Record<string, string>>;

/** Limits typing errors, which would cost money every hour. */
const mostInstances = 50;
/**
 * The VPC's network is divided by 16, one subnet for each kind and zone. A load balancer's subnet is a /27 or
 * larger.
 */
const subnetBits = 4;
const vpcPrefixes = { shortest: 16, longest: 22 };

const text = (remedy: string, pattern = /./) => z.string(remedy).regex(pattern, remedy);

const boolean = z.stringbool({ truthy: ["true"], falsy: ["false"], error: "use true or false" });

function integer(least: number, most: number, what: string) {
  const remedy = `give a whole number of ${what} from ${least} to ${most}`;
  return text(remedy, /^-?[0-9]+$/)
    .transform(Number)
    .pipe(z.int(remedy).min(least, remedy).max(most, remedy));
}

/** A list of different texts. Pulumi passes it as JSON, whether it was set with `--path` or as JSON. */
function list(key: string, item: string, noun: string) {
  const remedy = `give a list, item by item: pulumi config set --path '${key}[0]' ${item}`;
  return z
    .string(remedy)
    .transform((json) => parsedJson(json))
    .pipe(
      z
        .array(z.string(remedy), remedy)
        .min(1, remedy)
        .refine((items) => new Set(items).size === items.length, `name each ${noun} once`),
    );
}

const ipv4Networks = list("ingressCidrs", "203.0.113.0/24", "network").superRefine((cidrs, context) => {
  for (const cidr of cidrs) {
    const fault = ipv4NetworkFault(cidr);
    if (fault !== undefined) {
      context.addIssue({ code: "custom", message: `${cidr} ${fault}` });
    }
  }
});

const vpcNetwork = text("give an IPv4 network such as 10.0.0.0/16").superRefine((cidr, context) => {
  const fault = ipv4NetworkFault(cidr);
  const prefix = Number(cidr.split("/")[1]);
  if (fault !== undefined) {
    context.addIssue({ code: "custom", message: `${cidr} ${fault}` });
  } else if (prefix < vpcPrefixes.shortest || prefix > vpcPrefixes.longest) {
    const message = `give a network from /${vpcPrefixes.shortest} to /${vpcPrefixes.longest}: it is divided into 16 subnets`;
    context.addIssue({ code: "custom", message });
  }
});

/**
 * The config of a stack. Defaults and descriptions are in Pulumi.yaml, which has no types: Pulumi would check
 * them first, one at a time and without saying where.
 */
export const stackConfigSchema = z.strictObject({
  build: z.enum(stackBuilds, `use one of ${stackBuilds.join(", ")}`),
  artifact: text("give a file or an https URL").optional(),
  artifactSha256: text("give 64 digits of lower-case hex", /^[0-9a-f]{64}$/).optional(),
  instanceType: text("give an EC2 instance type such as t4g.micro", /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/),
  instanceCount: integer(1, mostInstances, "instances"),
  machineImageId: text("give an image's ID such as ami-0123456789abcdef0", /^ami-[0-9a-f]{8,17}$/).optional(),
  availabilityZones: list("availabilityZones", "us-east-1a", "zone").optional(),
  vpcCidrBlock: vpcNetwork,
  certificateArn: text("give the ARN of an ACM certificate").optional(),
  domainName: z
    .hostname("give the certificate's DNS name, such as shows.example.org")
    .refine((name) => name.includes("."), "give the whole name, such as shows.example.org")
    .optional(),
  ingressCidrs: ipv4Networks,
  healthCheck: z.enum(["shallow", "deep"], "use shallow or deep"),
  accessLogs: boolean,
  shipLogs: boolean,
  releaseTimeoutMinutes: integer(1, 120, "minutes"),
});

/** A valid config of a stack. `artifact` and `artifactSha256` are set only with build `custom`. */
export type StackConfig = z.infer<typeof stackConfigSchema>;

/** The config, or all its mistakes together with the values that are valid on their own. */
export type ConfigVerdict =
  | { config: StackConfig; sound: StackConfig; mistakes: [] }
  | { config: undefined; sound: Partial<StackConfig>; mistakes: ConfigMistake[] };

/** Checks a stack's config and reports every mistake at once. One mistake does not hide another. */
export function judgeStackConfig(raw: RawStackConfig, region: string | undefined): ConfigVerdict {
  // In Pulumi.yaml, an empty text or list means that a value is not given.
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== "" && value !== "[]"));
  const parsed = stackConfigSchema.safeParse(given);
  const mistakes = parsed.success ? [] : parsed.error.issues.flatMap((issue) => mistakesOf(issue, raw));
  const mistaken = new Set(mistakes.map(({ key }) => key));
  const right = Object.fromEntries(Object.entries(given).filter(([key]) => !mistaken.has(key)));
  const sound = stackConfigSchema.partial().parse(right);
  mistakes.push(...mistakenArtifact(sound, mistaken), ...mistakenCertificate(sound, region, mistaken));
  return parsed.success && mistakes.length === 0
    ? { config: parsed.data, sound: parsed.data, mistakes: [] }
    : { config: undefined, sound, mistakes };
}

/** The prefix length of a subnet in the VPC's network. */
export function subnetPrefix(vpcCidrBlock: string): number {
  return Number(vpcCidrBlock.split("/")[1]) + subnetBits;
}

function mistakesOf(issue: z.core.$ZodIssue, raw: RawStackConfig): ConfigMistake[] {
  if (issue.code === "unrecognized_keys") {
    const remedy = `remove it; the keys are ${Object.keys(stackConfigSchema.shape).join(", ")}`;
    return issue.keys.map((key) => ({ key, value: raw[key], remedy }));
  }
  const key = String(issue.path[0]);
  return [{ key, value: raw[key], remedy: issue.message }];
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function mistakenArtifact(
  { build, artifact, artifactSha256 }: Partial<StackConfig>,
  mistaken: ReadonlySet<string>,
): ConfigMistake[] {
  if (build === undefined) {
    return [];
  }
  if (build !== "custom") {
    const remedy = `remove it, or set build to custom: build ${build} has its own artifact`;
    return Object.entries({ artifact, artifactSha256 }).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value, remedy }],
    );
  }
  if (artifact === undefined) {
    const remedy = "give a file or an https URL: build custom needs it";
    return mistaken.has("artifact") ? [] : [{ key: "artifact", value: artifact, remedy }];
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(artifact)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return [];
  }
  const mistakes: ConfigMistake[] = [];
  if (scheme !== "https" || !URL.canParse(artifact)) {
    mistakes.push({ key: "artifact", value: artifact, remedy: "give a file or an https URL" });
  }
  if (artifactSha256 === undefined && !mistaken.has("artifactSha256")) {
    const remedy = "give the SHA-256 that `sha256sum` prints for the file: an artifact from a URL needs it";
    mistakes.push({ key: "artifactSha256", value: artifactSha256, remedy });
  }
  return mistakes;
}

function mistakenCertificate(
  { certificateArn, domainName }: Partial<StackConfig>,
  region: string | undefined,
  mistaken: ReadonlySet<string>,
): ConfigMistake[] {
  if (certificateArn === undefined) {
    const remedy = "remove it, or set certificateArn to a certificate for this name";
    return domainName === undefined || mistaken.has("certificateArn")
      ? []
      : [{ key: "domainName", value: domainName, remedy }];
  }
  const mistakes: ConfigMistake[] = [];
  const arn = /^arn:aws:acm:([a-z0-9-]+):[0-9]{12}:certificate\/[0-9A-Za-z-]+$/.exec(certificateArn);
  if (arn === null || (region !== undefined && arn[1] !== region)) {
    const where = region ?? "us-east-1";
    const remedy = `give an ACM certificate of ${where}: arn:aws:acm:${where}:<account>:certificate/<id>`;
    mistakes.push({ key: "certificateArn", value: certificateArn, remedy });
  }
  if (domainName === undefined && !mistaken.has("domainName")) {
    const remedy =
      "give the certificate's DNS name, which points to the load balancer: a certificate needs it";
    mistakes.push({ key: "domainName", value: domainName, remedy });
  }
  return mistakes;
}
