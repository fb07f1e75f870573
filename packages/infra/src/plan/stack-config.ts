import { stackBuilds } from "@soft-landing/shared/builds";
import { type ConfigMistake, type StackConfig, stackConfigSchema } from "@soft-landing/shared/stack-config";
import { instanceTypePattern } from "./instance-type.ts";
import { ipv4NetworkFault } from "./ipv4-network.ts";

/** A stack's config as Pulumi hands it over: every value a string, lists as JSON. Keys stand without the project's name. */
export type RawStackConfig = Readonly<Record<string, string>>;

/** What the config is judged against. */
export interface ConfigSurroundings {
  region: string;
  /** The zones that the region offers to the account, or undefined where they could not be asked for. */
  regionZones: readonly string[] | undefined;
}

export type ConfigVerdict =
  | { config: StackConfig; mistakes: [] }
  | { config: undefined; mistakes: ConfigMistake[] };

/** A load balancer wants two zones; with three, the loss of one still leaves two. */
const fewestZones = 3;
/** Guards against a slip of the finger, which would be paid by the hour. */
const mostInstances = 50;

/** Judges a stack's config and reports every mistake in it at once. */
export function judgeStackConfig(raw: RawStackConfig, surroundings: ConfigSurroundings): ConfigVerdict {
  const decoded = decodeValues(raw);
  const mistakes = [...unknownKeys(raw), ...decoded.mistakes];
  const parsed = stackConfigSchema.safeParse(decoded.values);
  if (!parsed.success) {
    const mistaken = new Set(mistakes.map(({ key }) => key));
    const keys = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    mistakes.push(...[...keys].filter((key) => !mistaken.has(key)).map((key) => mistakenType(key, raw[key])));
  }
  const typed = parsed.success ? parsed.data : wellTypedPart(decoded.values);
  mistakes.push(...mistakenMeanings(typed, surroundings));
  return parsed.success && mistakes.length === 0
    ? { config: parsed.data, mistakes: [] }
    : { config: undefined, mistakes };
}

/** How each key's text becomes a value. Pulumi's own types of the keys stand in Pulumi.yaml. */
const decoders = {
  build: asText,
  artifact: asText,
  artifactSha256: asText,
  instanceType: asText,
  instanceCount: asInteger,
  availabilityZones: asList,
  certificateArn: asText,
  ingressCidrs: asList,
  healthCheck: asText,
  accessLogs: asBoolean,
  shipLogs: asBoolean,
} satisfies Record<keyof StackConfig, (text: string) => unknown>;

const isKey = (key: string): key is keyof StackConfig => Object.hasOwn(decoders, key);

const expectations: Record<keyof StackConfig, string> = {
  build: `use one of ${stackBuilds.join(", ")}`,
  artifact: "give a file or an https URL",
  artifactSha256: "give a SHA-256 in lower-case hex",
  instanceType: "give an EC2 instance type such as t4g.micro",
  instanceCount: `give a whole number from 1 to ${mostInstances}`,
  availabilityZones: 'give a list of zone names such as ["us-east-1a","us-east-1b","us-east-1c"]',
  certificateArn: "give the ARN of an ACM certificate",
  ingressCidrs: 'give a list of IPv4 networks such as ["203.0.113.0/24"]',
  healthCheck: "use shallow or deep",
  accessLogs: "use true or false",
  shipLogs: "use true or false",
};

function decodeValues(raw: RawStackConfig) {
  const values: Record<string, unknown> = {};
  const mistakes: ConfigMistake[] = [];
  for (const [key, text] of Object.entries(raw)) {
    if (!isKey(key)) {
      continue;
    }
    try {
      const value = decoders[key](text);
      if (value !== undefined) {
        values[key] = value;
      }
    } catch {
      mistakes.push(mistakenType(key, text));
    }
  }
  return { values, mistakes };
}

/** An empty text is how Pulumi.yaml says that a value is not given. */
function asText(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function asInteger(text: string): number {
  if (!/^-?[0-9]+$/.test(text)) {
    throw new TypeError("no integer");
  }
  return Number(text);
}

function asBoolean(text: string): boolean {
  if (text !== "true" && text !== "false") {
    throw new TypeError("no boolean");
  }
  return text === "true";
}

function asList(text: string): unknown {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) && list.length === 0 ? undefined : list;
}

function mistakenType(key: string, value: unknown): ConfigMistake {
  return { key, value, remedy: isKey(key) ? expectations[key] : "remove it" };
}

function unknownKeys(raw: RawStackConfig): ConfigMistake[] {
  return Object.entries(raw)
    .filter(([key]) => !isKey(key))
    .map(([key, value]) => ({
      key,
      value,
      remedy: `remove it; the keys are ${Object.keys(decoders).join(", ")}`,
    }));
}

/** The values that stand the schema's test one by one, so that one mistake does not hide another. */
function wellTypedPart(values: Record<string, unknown>): Partial<StackConfig> {
  const part = Object.entries(values).filter(([key, value]) => {
    const schema = isKey(key) ? stackConfigSchema.shape[key] : undefined;
    return schema?.safeParse(value).success === true;
  });
  return Object.fromEntries(part);
}

function mistakenMeanings(config: Partial<StackConfig>, surroundings: ConfigSurroundings): ConfigMistake[] {
  return [
    ...mistakenArtifact(config),
    ...mistakenInstances(config),
    ...mistakenZones(config, surroundings),
    ...mistakenCertificate(config, surroundings),
    ...mistakenNetworks(config),
  ];
}

function mistakenArtifact({ build, artifact, artifactSha256 }: Partial<StackConfig>): ConfigMistake[] {
  const mistakes: ConfigMistake[] = [];
  const given = Object.entries({ artifact, artifactSha256 }).filter(([, value]) => value !== undefined);
  if (build !== undefined && build !== "custom") {
    mistakes.push(
      ...given.map(([key, value]) => ({
        key,
        value,
        remedy: `remove it, or set build to custom: build ${build} brings its own artifact`,
      })),
    );
    return mistakes;
  }
  if (build === "custom" && artifact === undefined) {
    mistakes.push({
      key: "artifact",
      value: artifact,
      remedy: "build custom needs it: a file or an https URL",
    });
  }
  const scheme = artifact === undefined ? undefined : /^([a-z][a-z0-9+.-]*):\/\//i.exec(artifact)?.[1];
  if (scheme !== undefined && (scheme.toLowerCase() !== "https" || !URL.canParse(artifact ?? ""))) {
    mistakes.push({ key: "artifact", value: artifact, remedy: "give a file or an https URL" });
  }
  if (scheme !== undefined && artifactSha256 === undefined) {
    mistakes.push({
      key: "artifactSha256",
      value: artifactSha256,
      remedy: "an artifact from a URL needs it: give the SHA-256 that `sha256sum` prints for the file",
    });
  }
  if (artifactSha256 !== undefined && !/^[0-9a-f]{64}$/.test(artifactSha256)) {
    mistakes.push({
      key: "artifactSha256",
      value: artifactSha256,
      remedy: "give 64 digits of lower-case hex",
    });
  }
  return mistakes;
}

function mistakenInstances({ instanceType, instanceCount }: Partial<StackConfig>): ConfigMistake[] {
  const mistakes: ConfigMistake[] = [];
  if (instanceType !== undefined && !instanceTypePattern.test(instanceType)) {
    mistakes.push({ key: "instanceType", value: instanceType, remedy: expectations.instanceType });
  }
  if (instanceCount !== undefined && (instanceCount < 1 || instanceCount > mostInstances)) {
    mistakes.push({ key: "instanceCount", value: instanceCount, remedy: expectations.instanceCount });
  }
  return mistakes;
}

function mistakenZones(
  { availabilityZones: zones }: Partial<StackConfig>,
  { region, regionZones }: ConfigSurroundings,
): ConfigMistake[] {
  if (zones === undefined) {
    return regionZones === undefined || regionZones.length >= fewestZones
      ? []
      : [
          {
            key: "aws:region",
            value: region,
            remedy: `use a region with at least ${fewestZones} zones; it offers ${list(regionZones)}`,
          },
        ];
  }
  const mistakes: ConfigMistake[] = [];
  const mistake = (remedy: string) => mistakes.push({ key: "availabilityZones", value: zones, remedy });
  const foreign = regionZones === undefined ? [] : zones.filter((zone) => !regionZones.includes(zone));
  if (foreign.length > 0) {
    mistake(`${region} has no ${list(foreign)}; its zones are ${list(regionZones ?? [])}`);
  }
  if (new Set(zones).size !== zones.length) {
    mistake("name each zone once");
  }
  if (new Set(zones).size < fewestZones) {
    mistake(`name at least ${fewestZones} zones, so that two are left when one is lost`);
  }
  return mistakes;
}

function mistakenCertificate(
  { certificateArn }: Partial<StackConfig>,
  { region }: ConfigSurroundings,
): ConfigMistake[] {
  const arn = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):[0-9]{12}:certificate\/[0-9A-Za-z-]+$/;
  if (certificateArn === undefined || arn.exec(certificateArn)?.[1] === region) {
    return [];
  }
  const remedy = `give an ACM certificate of ${region}: arn:aws:acm:${region}:<account>:certificate/<id>`;
  return [{ key: "certificateArn", value: certificateArn, remedy }];
}

function mistakenNetworks({ ingressCidrs = [] }: Partial<StackConfig>): ConfigMistake[] {
  const faults = ingressCidrs.flatMap((cidr) => {
    const fault = ipv4NetworkFault(cidr);
    return fault === undefined ? [] : [`${cidr} ${fault}`];
  });
  if (new Set(ingressCidrs).size !== ingressCidrs.length) {
    faults.push("name each network once");
  }
  return faults.map((remedy) => ({ key: "ingressCidrs", value: ingressCidrs, remedy }));
}

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
