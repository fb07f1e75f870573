import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { type Answers, recentAnswers } from "../state/answers.ts";
import { storySeconds } from "../state/story.ts";

export type EdgeUse = "idle" | "busy" | "degraded" | "broken";
export type BoxTone = "plain" | "ok" | "warn" | "bad" | "gone";

/** How one instance is to be shown. */
export interface InstanceCondition {
  tone: BoxTone;
  /** Its state in a word or two. */
  word: string;
  requestsPerSecond: number;
  /** From the load balancer to it. */
  reach: EdgeUse;
  /** From it to the table. */
  read: EdgeUse;
}

/** What is well and what is broken, for the picture. */
export interface Condition {
  answers: Answers;
  requestsPerSecond: number;
  elb5xxPerSecond: number;
  client: EdgeUse;
  instances: ReadonlyMap<string, InstanceCondition>;
  table: { tone: BoxTone; word: string };
  parameter: { tone: BoxTone; word: string };
}

export function conditionOf(lab: LabSnapshot, seconds: readonly Second[]): Condition {
  const end = seconds.at(-1)?.second ?? 0;
  const recent = seconds.filter(({ second }) => second > end - storySeconds);
  const perSecond = (count: number) => count / Math.max(1, recent.length);
  const answers = recentAnswers(lab, seconds, storySeconds);
  const requests = recent.reduce((all, second) => all + second.requestCount, 0);
  const table = serviceCondition(lab, "dynamodb");
  const parameter = serviceCondition(lab, "ssm");
  const readFails = table.tone === "bad" || parameter.tone === "bad" || answers.degraded > 0;
  return {
    answers,
    requestsPerSecond: perSecond(requests),
    elb5xxPerSecond: perSecond(recent.reduce((all, second) => all + (second.elb5xx ?? 0), 0)),
    client:
      answers.failed > 0 ? "broken" : answers.degraded > 0 ? "degraded" : requests > 0 ? "busy" : "idle",
    instances: new Map(
      lab.autoScalingGroup.instances.map((instance) => {
        const here = perSecond(
          recent.reduce((all, second) => all + (second.requestsByTarget[instance.id] ?? 0), 0),
        );
        return [instance.id, instanceCondition(lab, instance, here, readFails)];
      }),
    ),
    table,
    parameter,
  };
}

type Instance = LabSnapshot["autoScalingGroup"]["instances"][number];

function instanceCondition(
  lab: LabSnapshot,
  instance: Instance,
  requestsPerSecond: number,
  readFails: boolean,
): InstanceCondition {
  const target = lab.targetGroup.targets.find(({ id }) => id === instance.id);
  const { tone, word } = stateOf(lab, instance, target?.state);
  const dead = tone === "bad";
  const used = requestsPerSecond > 0;
  return {
    tone,
    word,
    requestsPerSecond,
    reach: dead ? "broken" : used ? "busy" : "idle",
    read:
      dead || tone === "gone"
        ? "idle"
        : readFails
          ? instance.build === "basic"
            ? "broken"
            : "degraded"
          : used
            ? "busy"
            : "idle",
  };
}

function stateOf(
  lab: LabSnapshot,
  instance: Instance,
  state: string | undefined,
): { tone: BoxTone; word: string } {
  if (lab.zonesDown.includes(instance.availabilityZone)) {
    return { tone: "bad", word: "zone lost" };
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

function serviceCondition(lab: LabSnapshot, service: "dynamodb" | "ssm"): { tone: BoxTone; word: string } {
  const faults = lab.faults.filter((fault) => fault.service === undefined || fault.service === service);
  const [fault] = faults;
  if (fault !== undefined) {
    const word = fault.error?.code ?? (fault.hang ? "never answers" : fault.latencyMs ? "slow" : "fault");
    return { tone: "bad", word };
  }
  if (service === "dynamodb" && lab.parameter.value !== switchOnValue) {
    return { tone: "bad", word: "reads fail" };
  }
  if (service === "ssm" && lab.parameter.value !== switchOnValue) {
    return { tone: "warn", word: "answers" };
  }
  return { tone: "ok", word: "answers" };
}
