import type { MetricStore } from "@soft-landing/aws-local/metrics/metric-store";
import type { LabSnapshot, Mark, Second } from "@soft-landing/shared/lab-api";
import type { BuildOf, CountedSecond } from "../running/answer-tally.ts";
import type { RunningLab } from "../running/running-lab.ts";
import { buildOf as buildOfGroup } from "../stacks/deployments.ts";
import { servingStack } from "../stacks/stack.ts";
import { marksBetween } from "./marks.ts";
import { labSnapshot } from "./snapshot.ts";

/**
 * A stack's numbers second by second, kept for a quarter of an hour. When users begin to get another kind of answer, listeners are
 * told of the second that is not over yet, and of the whole of it later.
 */
export interface SecondHistory {
  /** Those after the given second, oldest first. */
  after(second: number): Second[];
  /** Returns what unsubscribes. */
  subscribe(listener: (second: Second, over: boolean) => void): () => void;
}

export const keptSeconds = 15 * 60;
/** A second is read a little after its end, so that what was counted in its last moment is in it. */
const settleMs = 50;
/** Answers that came together are told of together. */
const gatherMs = 40;

export function createSecondHistory(lab: RunningLab): SecondHistory {
  const history: Second[] = [];
  const listeners = new Set<(second: Second, over: boolean) => void>();
  const buildOf = buildMemory(lab);
  let before: LabSnapshot | undefined;
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
    if (lab.stacks.list().length !== 1 || servingStack(lab.stacks.find(), lab.region) === undefined) {
      return;
    }
    const now = labSnapshot(lab);
    const counted = lab.answers.take(startSeconds, buildOf);
    const second = readSecond(lab, startSeconds, { marks: marksBetween(before ?? now, now), counted });
    before = now;
    history.push(second);
    if (history.length > keptSeconds) {
      history.shift();
    }
    tell(second, true);
  }

  function readUnfinished(): void {
    const startSeconds = Math.floor(lab.clock.nowMs() / 1_000);
    const now = labSnapshot(lab);
    const marks = marksBetween(before ?? now, now);
    tell(
      readSecond(lab, startSeconds, { marks, counted: lab.answers.counted(startSeconds, buildOf) }),
      false,
    );
  }

  function tell(second: Second, over: boolean): void {
    for (const listener of listeners) {
      listener(second, over);
    }
  }

  lab.answers.onNewKind(() => {
    if (listeners.size > 0 && !lab.signal.aborted) {
      lab.clock.after(gatherMs, readUnfinished);
    }
  });
  schedule();
  lab.signal.addEventListener("abort", () => cancelRead(), { once: true });
  return {
    after: (second) => history.filter((kept) => kept.second > second),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** So many instances are remembered after they are gone: their last answers are counted when they are. */
const rememberedInstances = 100;

/** Tells the build of an instance, also of one that has ended. */
function buildMemory(lab: RunningLab): BuildOf {
  const builds = new Map<string, string>();
  return (instanceId) => {
    for (const group of lab.serving().groups) {
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
  startSeconds: number,
  { marks, counted }: { marks: Mark[]; counted: CountedSecond },
): Second {
  const { arnSuffix } = lab.serving().loadBalancer.properties;
  const dimensions = { LoadBalancer: arnSuffix };
  const read = (metricName: string, where: Record<string, string> = dimensions, space = namespace) =>
    pointOf(lab.region.metrics, space, metricName, where, startSeconds);
  const present = Object.entries(counts).flatMap(([name, metricName]) => {
    const point = read(metricName);
    return point === undefined ? [] : [[name, point.sum] as const];
  });
  const responseTime = read("TargetResponseTime");
  const targets = lab.serving().targetGroup.targetGroup.describeTargets();
  const byTarget = targets.flatMap(({ target }) => {
    const point = read("RequestCountByTarget", { Target: target.id }, "SoftLanding/Lab");
    return point === undefined ? [] : [[target.id, point.sum] as const];
  });
  const inState = (state: string) => targets.filter(({ health }) => health.state === state).length;
  return {
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
    ...counted,
    waiting: targets.reduce((all, { inFlight }) => all + inFlight, 0),
    marks,
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
