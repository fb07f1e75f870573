import { hex, type Properties, recordedAccountId, text } from "./resource-types.ts";

/** The provider functions that the program calls, answered as in a new account. */
export function invokeAnswer(token: string, inputs: Properties, region: string): Properties {
  const answer = functions[token];
  if (answer === undefined) {
    throw new Error(
      `The program calls ${token}. The recording has answers only for ${Object.keys(functions).join(", ")}.`,
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
  // One zone of us-east-1 lacks t4g, t3 and m5. It is 1e in some accounts only.
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
  // Whether a domain's zone exists is not known here: every name has one.
  "aws:route53/getZone:getZone": ({ name, zoneId }) => {
    const id = text(zoneId) || `Z${hex(text(name), 20).toUpperCase()}`;
    return { id, zoneId: id, name };
  },
  "aws:servicequotas/getServiceQuota:getServiceQuota": ({ quotaCode }) => ({ value: 32, id: quotaCode }),
  // The image of an Amazon Linux parameter.
  "aws:ssm/getParameter:getParameter": ({ name }, region) => ({
    name,
    value: `ami-${hex(`${region} ${text(name)}`, 17)}`,
    type: "String",
    id: name,
  }),
};

/** The zones that a new account sees. Regions that are not listed here have at least three. */
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
