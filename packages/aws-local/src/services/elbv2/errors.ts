import {
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  RuleNotFoundException,
  SSLPolicyNotFoundException,
  TargetGroupNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../wire/aws-error.ts";

/** Elastic Load Balancing's messages for what does not exist. */
export const loadBalancerNotFound = () =>
  new LoadBalancerNotFoundException({ message: "One or more load balancers not found", $metadata: {} });
export const targetGroupNotFound = () =>
  new TargetGroupNotFoundException({ message: "One or more target groups not found", $metadata: {} });
export const listenerNotFound = () =>
  new ListenerNotFoundException({ message: "One or more listeners not found", $metadata: {} });
export const sslPolicyNotFound = (message: string) =>
  new SSLPolicyNotFoundException({ message, $metadata: {} });
export const ruleNotFound = () =>
  new RuleNotFoundException({ message: "One or more rules not found", $metadata: {} });

const arnForms = {
  "load balancer": /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/./,
  "target group": /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/./,
  listener: /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:listener\/./,
  "listener rule": /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:listener-rule\/./,
} as const;
type ArnKind = keyof typeof arnForms;

/** @throws AwsError ValidationException if an ARN is not of this kind */
export function checkArn(arn: string, kind: ArnKind): void {
  if (!arnForms[kind].test(arn)) {
    throw new AwsError("ValidationException", `'${arn}' is not a valid ${kind} ARN`);
  }
}

/** PageSize of the Describe calls. */
export const mostPerPage = 400;

/** An unknown Marker. */
export const invalidMarker = () => new AwsError("ValidationException", "Invalid Marker");
