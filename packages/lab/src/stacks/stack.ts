import type { Region } from "@soft-landing/aws-local/region";
import type { ManagedGroup } from "@soft-landing/aws-local/services/autoscaling/autoscaling";
import type { RunningLoadBalancer, RunningTargetGroup } from "@soft-landing/aws-local/services/elbv2/elbv2";
import type { RunningListener } from "@soft-landing/aws-local/services/elbv2/running-listener";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { buildOf } from "./deployments.ts";
import type { StackResource } from "./stack-resources.ts";

/** A deployed stack, from the lab or from Pulumi. */
export interface Stack {
  readonly project: string;
  readonly name: string;
  /** `pnpm lab` creates recorded graphs; Pulumi's engine calls the provider. */
  readonly deployedBy: "lab" | "pulumi";
  /** While `pnpm lab` starts or removes the stack, it is not used. */
  phase: "coming" | "up" | "going";
  /** By URN. During a replacement by Pulumi, the new resource has an entry by its ID as well. */
  readonly resources: Map<string, StackResource>;
}

/** The parts of a stack that serve, found among its resources. */
export interface ServingStack {
  stack: Stack;
  pageUrl: string;
  listenerArn: string;
  loadBalancer: RunningLoadBalancer;
  targetGroup: RunningTargetGroup;
  /** The group that serves. During an update there may be another one. */
  group: ManagedGroup;
  groups: ManagedGroup[];
  /** The group's tag `Build`, or the group's name if it has none. */
  build: string;
  /** The stack's first parameter and table, if it has any. */
  parameterName: string | undefined;
  table: { name: string; items: Record<string, unknown>[] } | undefined;
  outputs: StackOutputs;
}

/**
 * Undefined while the stack starts or goes, or if no load balancer of it forwards to a target group with an
 * Auto Scaling group.
 */
export function servingStack(stack: Stack, region: Region): ServingStack | undefined {
  if (stack.phase !== "up") {
    return undefined;
  }
  const { elbv2, autoScaling } = region.services;
  const idsOf = (type: string) =>
    [...stack.resources.values()].filter((resource) => resource.type === type).map(({ id }) => id);
  const listener = idsOf("aws:lb/listener:Listener")
    .map((arn) => elbv2.listeners.get(arn))
    .find((found) => found?.listener.settings.defaultAction.type === "forward");
  const loadBalancer = elbv2.loadBalancers.get(listener?.properties.loadBalancerArn ?? "");
  const targetGroup = elbv2.targetGroups.get(heaviestGroupArn(listener) ?? "");
  if (listener === undefined || loadBalancer === undefined || targetGroup === undefined) {
    return undefined;
  }
  const groups = idsOf("aws:autoscaling/group:Group")
    .map((name) => autoScaling.groups.get(name))
    .filter((found) => found !== undefined)
    .filter(({ properties }) => properties.targetGroupArns.includes(targetGroup.properties.arn));
  const group = groupThatServes(groups, targetGroup);
  if (group === undefined) {
    return undefined;
  }
  const build = buildOf(group);
  const parameterName = idsOf("aws:ssm/parameter:Parameter")[0];
  const table = tableOf(stack);
  const scheme = listener.properties.protocol === "HTTPS" ? "https" : "http";
  const pageUrl = `${scheme}://127.0.0.1:${listener.listener.localPort}`;
  return {
    stack,
    pageUrl,
    listenerArn: listener.properties.arn,
    loadBalancer,
    targetGroup,
    group,
    groups,
    build,
    parameterName,
    table,
    outputs: {
      url: pageUrl,
      healthCheckUrl: `${pageUrl}/healthcheck`,
      loadBalancerDnsName: loadBalancer.dnsName,
      build,
      artifactSha256: group.running.settings.instance.artifact?.sha256 ?? "",
      switchParameterName: parameterName ?? "",
      tableName: table?.name ?? "",
      loadBalancerArn: loadBalancer.properties.arn,
      targetGroupArn: targetGroup.properties.arn,
      autoScalingGroupName: group.properties.name,
      dashboardUrl: "",
    },
  };
}

/** Of weighted target groups, the one that most requests go to. */
function heaviestGroupArn(listener: RunningListener | undefined): string | undefined {
  const action = listener?.listener.settings.defaultAction;
  const groups = action?.type === "forward" ? action.targetGroups : [];
  return groups.toSorted((a, b) => b.weight - a.weight)[0]?.targetGroup.settings.arn;
}

/** The group with the most healthy targets; among equals the newest, which takes over. */
function groupThatServes(
  groups: readonly ManagedGroup[],
  { targetGroup }: RunningTargetGroup,
): ManagedGroup | undefined {
  const healthy = new Set(
    targetGroup
      .describeTargets()
      .filter(({ health }) => health.state === "healthy")
      .map(({ target }) => target.id),
  );
  const countOf = ({ running }: ManagedGroup) =>
    running.instances().filter(({ id }) => healthy.has(id)).length;
  return groups.reduce<ManagedGroup | undefined>(
    (best, group) => (best === undefined || countOf(group) >= countOf(best) ? group : best),
    undefined,
  );
}

function tableOf({ resources }: Stack): ServingStack["table"] {
  const all = [...resources.values()];
  const table = all.find(({ type }) => type === "aws:dynamodb/table:Table");
  if (table === undefined) {
    return undefined;
  }
  const items = all
    .filter(
      ({ type, properties }) =>
        type === "aws:dynamodb/tableItem:TableItem" && properties.tableName === table.id,
    )
    .map(({ properties }) => JSON.parse(String(properties.item)) as Record<string, unknown>);
  return { name: table.id, items };
}
