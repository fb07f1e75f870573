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

/** A target group that a listener forwards to, with the Auto Scaling groups behind it. */
export interface TargetGroupShare {
  targetGroup: RunningTargetGroup;
  /** 0 to 999: its share of the requests is its share of all weights. */
  weight: number;
  groups: ManagedGroup[];
  /** Of the group that serves; the target group's name where there is none. */
  build: string;
}

/** The parts of a stack that serve, found among its resources. */
export interface ServingStack {
  stack: Stack;
  pageUrl: string;
  listenerArn: string;
  loadBalancer: RunningLoadBalancer;
  /** The target group that most requests go to, and the others of the listener in its order. */
  targetGroup: TargetGroupShare;
  otherTargetGroups: TargetGroupShare[];
  /** The group that serves. During an update there may be another one. */
  group: ManagedGroup;
  /** Those behind all target groups. */
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
  const groups = idsOf("aws:autoscaling/group:Group")
    .map((name) => autoScaling.groups.get(name))
    .filter((found) => found !== undefined);
  const [targetGroup, ...otherTargetGroups] = targetGroupShares(listener, elbv2, groups);
  if (listener === undefined || loadBalancer === undefined || targetGroup === undefined) {
    return undefined;
  }
  const group = groupThatServes(targetGroup.groups, targetGroup.targetGroup);
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
    otherTargetGroups,
    group,
    groups: [...new Set([targetGroup, ...otherTargetGroups].flatMap((share) => share.groups))],
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
      targetGroupArn: targetGroup.targetGroup.properties.arn,
      autoScalingGroupName: group.properties.name,
      dashboardUrl: "",
    },
  };
}

/** The target groups of a listener's default action: the one that most requests go to, and then the others in their order. */
function targetGroupShares(
  listener: RunningListener | undefined,
  elbv2: Region["services"]["elbv2"],
  all: readonly ManagedGroup[],
): TargetGroupShare[] {
  const action = listener?.listener.settings.defaultAction;
  const shares = (action?.type === "forward" ? action.targetGroups : []).flatMap(
    ({ targetGroup, weight }) => {
      const { arn, name } = targetGroup.settings;
      const running = elbv2.targetGroups.get(arn);
      if (running === undefined) {
        return [];
      }
      const groups = all.filter(({ properties }) => properties.targetGroupArns.includes(arn));
      const serving = groupThatServes(groups, running);
      return [
        { targetGroup: running, weight, groups, build: serving === undefined ? name : buildOf(serving) },
      ];
    },
  );
  const heaviest = Math.max(...shares.map(({ weight }) => weight));
  const first = shares.find(({ weight }) => weight === heaviest);
  return first === undefined ? [] : [first, ...shares.filter((share) => share !== first)];
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
