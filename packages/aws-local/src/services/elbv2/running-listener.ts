import type { Listener, ListenerCertificate, ListenerSettings } from "../../load-balancer/contract.ts";
import { checkListener } from "../../load-balancer/routing/rule-limits.ts";
import { defaultSecurityPolicy, securityPolicy } from "../../load-balancer/tls/security-policies.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { actionOf, targetGroupArns } from "./action-properties.ts";
import { conditionOf } from "./condition-properties.ts";
import type { Elbv2State } from "./elbv2.ts";
import { sslPolicyNotFound } from "./errors.ts";
import type { ListenerProperties } from "./listener-resource.ts";
import type { RuleProperties } from "./listener-rule-resource.ts";

/** A rule has a priority, even if the program gives none. */
export type RunningRule = RuleProperties & { priority: number };

/** What the resources of a program say about one listener. */
export interface ListenerParts {
  properties: ListenerProperties;
  /** By their ARNs. */
  rules: ReadonlyMap<string, RunningRule>;
  /** ARNs of the certificate list; the default certificate is the listener's own. */
  certificateArns: readonly string[];
}

export interface RunningListener extends ListenerParts {
  listener: Listener;
}

/**
 * Applies the changes of a listener, or changes nothing.
 *
 * @throws AWS's error for what AWS would refuse
 */
export function changeListener(
  running: RunningListener,
  change: Partial<ListenerParts>,
  state: Elbv2State,
): void {
  const { properties, rules, certificateArns } = { ...running, ...change };
  running.listener.update(listenerSettings({ properties, rules, certificateArns }, state));
  Object.assign(running, { properties, rules, certificateArns });
  state.host.onChange();
}

/**
 * The settings that result from a listener's parts.
 *
 * @throws AWS's error for what AWS would refuse
 */
export function listenerSettings(
  { properties, rules, certificateArns }: ListenerParts,
  state: Elbv2State,
): ListenerSettings {
  const { arn, port, loadBalancerArn, defaultActions } = properties;
  const common = {
    arn,
    port,
    defaultAction: actionOf(defaultActions, loadBalancerArn, state),
    rules: [...rules.values()].map(({ priority, conditions, actions }) => ({
      priority,
      conditions: conditions.map(conditionOf),
      action: actionOf(actions, loadBalancerArn, state),
    })),
  };
  const settings: ListenerSettings =
    properties.protocol === "HTTP"
      ? { ...common, protocol: "HTTP" }
      : { ...common, protocol: "HTTPS", ...tlsSettings(properties, certificateArns, state) };
  try {
    checkListener(settings);
  } catch (error) {
    throw error instanceof RangeError ? new AwsError("ValidationException", error.message) : error;
  }
  return settings;
}

/** The listener of a rule. */
export function ruleOwner(
  ruleArn: string,
  listeners: ReadonlyMap<string, RunningListener>,
): RunningListener | undefined {
  return [...listeners.values()].find(({ rules }) => rules.has(ruleArn));
}

/** ARNs of the target groups that a listener forwards to, by its default action or a rule. */
export function targetGroupsOf({
  properties,
  rules,
}: Pick<ListenerParts, "properties" | "rules">): Set<string> {
  return new Set([
    ...targetGroupArns(properties.defaultActions),
    ...[...rules.values()].flatMap(({ actions }) => targetGroupArns(actions)),
  ]);
}

function tlsSettings(
  { sslPolicy = defaultSecurityPolicy, certificateArn }: ListenerProperties,
  certificateArns: readonly string[],
  { certificates }: Elbv2State,
) {
  if (certificateArn === undefined) {
    throw new AwsError("ValidationException", "A certificate must be specified for HTTPS listeners");
  }
  checkPolicy(sslPolicy);
  const list: [ListenerCertificate, ...ListenerCertificate[]] = [
    certificates.obtained(certificateArn),
    ...certificateArns.map((arn) => certificates.obtained(arn)),
  ];
  return { sslPolicy, certificates: list };
}

function checkPolicy(name: string): void {
  try {
    securityPolicy(name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw sslPolicyNotFound(message);
  }
}
