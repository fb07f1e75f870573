import type { StackFacts } from "./stack-facts.ts";

/** Where a server's calls go: the service, its name in the picture, and the endpoint on the way. */
const destinations = [
  { service: "dynamodb", id: "table", label: "DynamoDB table<br/>plays the RecommendationService" },
  { service: "ssm", id: "parameter", label: "SSM parameter<br/>RecommendationServiceEnabled" },
  { service: "s3", id: "bucket", label: "S3 bucket<br/>the release's artifact" },
  { service: "logs", id: "logs", label: "CloudWatch Logs" },
] as const;

/** The stack as a Mermaid flowchart. */
export function architecturePicture(facts: StackFacts): string {
  return [
    "```mermaid",
    "flowchart TB",
    `  visitor([Visitor]) -->|"port ${facts.listenerPorts.join(", ")}"| balancer`,
    "  subgraph network [VPC without NAT]",
    `    balancer["Application Load Balancer<br/>a public subnet in each of ${facts.zones.length} zones"]`,
    `    subgraph group ["Auto Scaling group, ${facts.instancesAtLeast} to ${facts.instancesAtMost} ${facts.instanceType}"]`,
    "      direction LR",
    ...facts.zones.map((zone, index) => `      server${index}["server<br/>${zone}"]`),
    "    end",
    `    balancer -->|"port ${facts.targetPort}, health checks on ${facts.healthCheckPath}"| group`,
    ...facts.endpoints.map(
      ({ service, kind }) => `    endpoint_${service}["${kind} endpoint<br/>${service}"]`,
    ),
    "  end",
    ...facts.endpoints.flatMap(({ service }) => callsThrough(service, facts)),
    `  balancer -.->|"metrics"| watch["CloudWatch<br/>dashboard, ${facts.alarms} alarms"]`,
    "```",
  ].join("\n");
}

function callsThrough(service: string, { rights }: StackFacts): string[] {
  const destination = destinations.find((known) => known.service === service);
  if (destination === undefined) {
    throw new RangeError(
      `packages/docs/src/architecture/picture.ts does not know where ${service} leads; add it.`,
    );
  }
  const actions = rights
    .filter((right) => right.startsWith(`${service}:`))
    .map((right) => right.split(":")[1]);
  const { id, label } = destination;
  return [
    `  group -->|"${actions.join(", ")}"| endpoint_${service}`,
    `  endpoint_${service} --> ${id}[("${label}")]`,
  ];
}
