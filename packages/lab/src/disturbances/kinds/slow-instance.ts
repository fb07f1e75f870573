import type { TargetDescription, TargetGroup } from "@soft-landing/aws-local/load-balancer/contract";
import { z } from "zod";
import type { RunningLab } from "../../running/running-lab.ts";
import type { Action, DisturbanceKind } from "../disturbance.ts";
import { instanceOf, instanceParameters, runningInstances } from "../selectors.ts";

const slowParameters = instanceParameters.safeExtend({
  latencyMs: z.number().min(1).max(60_000).default(500).meta({
    description: "delay answers by this much",
    option: "--latency <ms>",
    expects: "milliseconds from 1 to 60000",
  }),
});

const slow: Action<typeof slowParameters> = {
  name: "slow-instance",
  command: "slow <instance>",
  title: "Slow an instance down",
  description: "Delay an instance's answers, including those to health checks.",
  parameters: slowParameters,
  perform(lab, { latencyMs, ...given }) {
    const { instanceId: subject } = instanceOf(lab, given);
    delayAnswers(lab, subject, latencyMs);
    return { words: `Instance ${subject} is slow: its answers come ${latencyMs} ms late.`, subject };
  },
};

const unslow: Action<typeof instanceParameters> = {
  name: "unslow-instance",
  command: "unslow <instance>",
  title: "Remove an instance's delay",
  description: "Remove the delay of a slow instance.",
  parameters: instanceParameters,
  perform(lab, given) {
    const { instanceId: subject } = instanceOf(lab, given);
    const wasSlow = slowTargets(lab).some(({ target }) => target.id === subject);
    delayAnswers(lab, subject, 0);
    return {
      words: `Instance ${subject} ${wasSlow ? "answers without delay again" : "is not slow; nothing changes"}.`,
      subject,
    };
  },
};

function delayAnswers(lab: RunningLab, instanceId: string, delayMs: number): void {
  for (const targetGroup of targetGroups(lab)) {
    targetGroup.delayAnswers(instanceId, delayMs);
  }
  lab.changes.notify();
}

function slowTargets(lab: RunningLab): TargetDescription[] {
  return targetGroups(lab).flatMap((targetGroup) =>
    targetGroup.describeTargets().filter(({ answerDelayMs }) => answerDelayMs > 0),
  );
}

function targetGroups({ region }: RunningLab): TargetGroup[] {
  return [...region.services.elbv2.targetGroups.values()].map(({ targetGroup }) => targetGroup);
}

/** A grey failure: the instance answers and passes its health check, but it is slow. */
export default {
  act: slow,
  undo: unslow,
  inForce(lab) {
    const running = new Set(runningInstances(lab).map(({ instanceId }) => instanceId));
    // A target is shown as draining for a while after its instance has ended.
    return slowTargets(lab)
      .filter(({ target }) => running.has(target.id))
      .map(({ target, answerDelayMs }) => ({
        words: `instance ${target.id}: answers ${answerDelayMs} ms later`,
        subject: target.id,
        hits: null,
        undoParameters: { instance: target.id },
      }));
  },
} satisfies DisturbanceKind;
