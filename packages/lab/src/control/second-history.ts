import type { MetricStore } from "@soft-landing/aws-local/metrics/metric-store";
import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import type { RunningLab } from "../running/running-lab.ts";
import { buildOf as buildOfGroup } from "../stacks/deployments.ts";
import type { ServingStack } from "../stacks/stack.ts";
import { marksBetween } from "./marks.ts";
import { stackSnapshots } from "./snapshot.ts";

/**
 * The numbers of every stack, second by second, for a quarter of an hour. When a stack's users start to get
 * another kind of answer, listeners get the current second at once, and all of it later.
 */
export interface SecondHistory {
  /** The given second and those after it, oldest first. */
  since(second: number): Second[];
  subscribe(listener: (second: Second, over: boolean) => void): void;
}

export const keptSeconds = 15 * 60;
/** A second is read a little after its end, so that it has everything that was counted in its last moment. */
const settleMs = 50;
/** Answers that came together are reported together. */
const gatherMs = 40;

export function createSecondHistory(lab: RunningLab): SecondHistory {
  let history: Second[] = [];
  const listeners = new Set<(second: Second, over: boolean) => void>();
  const buildsOfStacks = new Map<string, BuildOf>();
  let before: ReadonlyMap<string, LabSnapshot> = new Map();
  let cancelRead = () => {};

  function schedule(): void {
    const nowMs = lab.clock.nowMs();
    const endMs = Math.floor(nowMs / 1_000 + 1) * 1_000 + settleMs;
    cancelRead = lab.clock.after(endMs - nowMs, () => {
      read(Math.round((endMs - settleMs) / 1_000) - 1);
      if (!lab.signal.aborted) {
        schedule();
      }
    });
  }

  function read(startSeconds: number): void {
    const snapshots = stackSnapshots(lab);
    const seconds = secondsOf(startSeconds, snapshots);
    lab.answers.forget(startSeconds);
    before = new Map(snapshots.map((snapshot) => [snapshot.stack, snapshot]));
    history = [...history.filter(({ second }) => second > startSeconds - keptSeconds), ...seconds];
    tell(seconds, true);
  }

  function secondsOf(startSeconds: number, snapshots: readonly LabSnapshot[]): Second[] {
    return snapshots.map((snapshot) => {
      const serving = lab.serving(snapshot.stack);
      const buildOf = buildsOfStacks.get(snapshot.stack) ?? buildMemory();
      buildsOfStacks.set(snapshot.stack, buildOf);
      return {
        ...readSecond(lab, serving, startSeconds),
        ...lab.answers.counted(serving.listenerArn, startSeconds, (id) => buildOf(id, serving)),
        marks: marksBetween(before.get(snapshot.stack) ?? snapshot, snapshot),
      };
    });
  }

  function tell(seconds: readonly Second[], over: boolean): void {
    for (const second of seconds) {
      for (const listener of listeners) {
        listener(second, over);
      }
    }
  }

  lab.answers.onNewKind(() => {
    lab.clock.after(gatherMs, () => {
      if (listeners.size > 0 && !lab.signal.aborted) {
        tell(secondsOf(Math.floor(lab.clock.nowMs() / 1_000), stackSnapshots(lab)), false);
      }
    });
  });
  schedule();
  lab.signal.addEventListener("abort", () => cancelRead(), { once: true });
  return {
    since: (second) => history.filter((kept) => kept.second >= second),
    subscribe: (listener) => void listeners.add(listener),
  };
}

/** This many instances are remembered after they are gone, because their last answers are counted then. */
const rememberedInstances = 100;

type BuildOf = (instanceId: string, serving: ServingStack) => string | undefined;

/** Finds the build of an instance of one stack, even after the instance has ended. */
function buildMemory(): BuildOf {
  const builds = new Map<string, string>();
  return (instanceId, { groups }) => {
    for (const group of groups) {
      for (const instance of group.running.describe().instances) {
        builds.set(instance.instanceId, buildOfGroup(group));
      }
    }
    for (const id of [...builds.keys()].slice(0, -rememberedInstances)) {
      builds.delete(id);
    }
    return builds.get(instanceId);
  };
}

const counts = {
  elb5xx: "HTTPCode_ELB_5XX_Count",
  elb502: "HTTPCode_ELB_502_Count",
  elb503: "HTTPCode_ELB_503_Count",
  elb504: "HTTPCode_ELB_504_Count",
  elb4xx: "HTTPCode_ELB_4XX_Count",
  target2xx: "HTTPCode_Target_2XX_Count",
  target3xx: "HTTPCode_Target_3XX_Count",
  target4xx: "HTTPCode_Target_4XX_Count",
  target5xx: "HTTPCode_Target_5XX_Count",
  targetConnectionErrors: "TargetConnectionErrorCount",
} as const satisfies Partial<Record<keyof Second, string>>;

const namespace = "AWS/ApplicationELB";

function readSecond(
  lab: RunningLab,
  serving: ServingStack,
  startSeconds: number,
): Omit<Second, "answers" | "answersByTarget" | "failures" | "diagnoses" | "marks"> {
  const { arnSuffix } = serving.loadBalancer.properties;
  const dimensions = { LoadBalancer: arnSuffix };
  const read = (metricName: string, where: Record<string, string> = dimensions, space = namespace) =>
    pointOf(lab.region.metrics, space, metricName, where, startSeconds);
  const present = Object.entries(counts).flatMap(([name, metricName]) => {
    const point = read(metricName);
    return point === undefined ? [] : [[name, point.sum] as const];
  });
  const responseTime = read("TargetResponseTime");
  const targetGroups = [serving.targetGroup, ...serving.otherTargetGroups].map(
    (share) => share.targetGroup.targetGroup,
  );
  const targets = targetGroups.flatMap((targetGroup) => targetGroup.describeTargets());
  const byTargetGroup = targetGroups.flatMap(({ settings }) => {
    const point = read("RequestCount", { ...dimensions, TargetGroup: settings.arnSuffix });
    return point === undefined ? [] : [[settings.arn, point.sum] as const];
  });
  const byTarget = targets.flatMap(({ target }) => {
    const point = read("RequestCountByTarget", { Target: target.id }, "SoftLanding/Lab");
    return point === undefined ? [] : [[target.id, point.sum] as const];
  });
  const inState = (state: string) => targets.filter(({ health }) => health.state === state).length;
  return {
    stack: serving.stack.name,
    second: startSeconds,
    requestCount: read("RequestCount")?.sum ?? 0,
    ...Object.fromEntries(present),
    ...(responseTime && {
      targetResponseTimeMs: {
        p50: responseTime.percentile(50) * 1_000,
        p99: responseTime.percentile(99) * 1_000,
        max: responseTime.maximum * 1_000,
      },
    }),
    healthyHosts: inState("healthy"),
    unhealthyHosts: inState("unhealthy"),
    requestsByTarget: Object.fromEntries(byTarget),
    requestsByTargetGroup: Object.fromEntries(byTargetGroup),
    waiting: targets.reduce((all, { inFlight }) => all + inFlight, 0),
  };
}

function pointOf(
  metrics: MetricStore,
  namespaceName: string,
  metricName: string,
  dimensions: Record<string, string>,
  startSeconds: number,
) {
  const period = { startSeconds, endSeconds: startSeconds + 1, periodSeconds: 1 };
  return metrics.datapoints({ namespace: namespaceName, metricName, dimensions, ...period })[0];
}
