import type { AnswerCounts } from "@soft-landing/shared/answer-kinds";
import { type LabSnapshot, type Second, targetGroupsOf } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { countsOf, totalOf } from "../state/answers.ts";
import { ofBuild } from "../state/shares.ts";
import type { Basis } from "../story/basis.ts";

/** What went over an edge: nothing, normal answers, fallbacks, or failures. */
export type EdgeUse = "idle" | "busy" | "degraded" | "broken";
export type BoxTone = "plain" | "ok" | "warn" | "bad" | "gone";

/** How one instance is shown. */
export interface InstanceCondition {
  tone: BoxTone;
  /** Its state in a word or two. */
  word: string;
  /** Counted from the load balancer's answers, so that both add up. */
  answersPerSecond: number;
  /** From the load balancer to the instance. */
  reach: EdgeUse;
  /** From the instance to the table, and to the parameter. */
  table: EdgeUse;
  parameter: EdgeUse;
}

/** A service that the servers call: whether a fault is set on it, and which. */
export interface ServiceCondition {
  disturbed: boolean;
  word: string;
}

/** What the picture shows besides boxes and names. */
export interface Condition {
  counts: AnswerCounts;
  answersPerSecond: number;
  failedPerSecond: number;
  client: EdgeUse;
  instances: ReadonlyMap<string, InstanceCondition>;
  table: ServiceCondition;
  parameter: ServiceCondition;
}

export function conditionOf(lab: LabSnapshot, basis: Basis): Condition {
  const { seconds, counts } = basis;
  const perSecond = (count: number) => count / Math.max(1, seconds.length);
  const table = serviceCondition(lab, "dynamodb");
  const parameter = serviceCondition(lab, "ssm");
  const disturbed = { table: table.disturbed || isOff(lab), parameter: parameter.disturbed };
  return {
    counts,
    answersPerSecond: perSecond(totalOf(counts)),
    failedPerSecond: perSecond(counts.failed),
    client: useOf(counts),
    instances: new Map(
      lab.autoScalingGroup.instances.map((instance) => {
        const sum = (read: (second: Second) => Readonly<Record<string, number>>) =>
          seconds.reduce((all, second) => all + (read(second)[instance.id] ?? 0), 0);
        const asked = sum(({ requestsByTarget }) => requestsByTarget);
        const answersPerSecond = perSecond(sum(({ answersByTarget }) => answersByTarget));
        return [
          instance.id,
          instanceCondition(lab, instance, {
            seconds,
            disturbed,
            answersPerSecond,
            isAsked: asked > 0 || answersPerSecond > 0,
          }),
        ];
      }),
    ),
    table: isOff(lab) && !table.disturbed ? { disturbed: true, word: "switched off" } : table,
    parameter,
  };
}

function isOff({ parameter }: LabSnapshot): boolean {
  return parameter.value !== switchOnValue;
}

function useOf(counts: AnswerCounts): EdgeUse {
  if (counts.failed > 0) {
    return "broken";
  }
  if (counts.degraded > 0) {
    return "degraded";
  }
  return totalOf(counts) > 0 ? "busy" : "idle";
}

type Instance = LabSnapshot["autoScalingGroup"]["instances"][number];

function instanceCondition(
  lab: LabSnapshot,
  instance: Instance,
  about: {
    seconds: readonly Second[];
    disturbed: { table: boolean; parameter: boolean };
    answersPerSecond: number;
    isAsked: boolean;
  },
): InstanceCondition {
  const { seconds, disturbed, answersPerSecond, isAsked } = about;
  const target = targetGroupsOf(lab)
    .flatMap((group) => group.targets)
    .find(({ id }) => id === instance.id);
  const { tone, word } = stateOf(lab, instance, target?.state);
  const dead = tone === "bad";
  const use = isAsked ? useOf(countsOf(seconds.map((second) => ofBuild(second, instance.build)))) : "idle";
  const calm = use === "idle" ? "idle" : "busy";
  const known = disturbed.table || disturbed.parameter;
  return {
    tone,
    word,
    answersPerSecond,
    // If nothing behind the instance is disturbed, the failure is between the load balancer and the instance.
    reach: dead || (use === "broken" && !known) ? "broken" : calm,
    table: dead ? "idle" : disturbed.table ? use : calm,
    parameter: dead ? "idle" : disturbed.parameter ? use : calm,
  };
}

function stateOf(
  lab: LabSnapshot,
  instance: Instance,
  state: string | undefined,
): { tone: BoxTone; word: string } {
  if (lab.zonesDown.includes(instance.availabilityZone)) {
    return { tone: "bad", word: "zone down" };
  }
  if (instance.frozen) {
    return { tone: "bad", word: "frozen" };
  }
  if (state === "draining") {
    return { tone: "gone", word: "draining" };
  }
  if (instance.lifecycleState === "Terminating") {
    return { tone: "gone", word: "terminating" };
  }
  if (instance.lifecycleState === "Pending") {
    return { tone: "plain", word: "launching" };
  }
  if (instance.pid === null) {
    return { tone: "bad", word: "process ended" };
  }
  if (state === undefined) {
    return { tone: "plain", word: "not registered" };
  }
  if (state === "healthy") {
    return { tone: "ok", word: "healthy" };
  }
  if (state === "unhealthy") {
    return { tone: "bad", word: "unhealthy" };
  }
  return { tone: "plain", word: state };
}

function serviceCondition(lab: LabSnapshot, service: "dynamodb" | "ssm"): ServiceCondition {
  const fault = lab.faults.find((one) => one.service === undefined || one.service === service);
  if (fault === undefined) {
    return { disturbed: false, word: "no fault" };
  }
  return { disturbed: true, word: fault.error?.code ?? (fault.hang ? "never answers" : "slow") };
}
