import { type LabSnapshot, type TargetGroupState, targetGroupsOf } from "@soft-landing/shared/lab-api";
import { plural } from "../format/numbers.ts";

/** The targets that health checks have judged, without those that are starting or draining. */
export interface Health {
  healthy: number;
  judged: number;
  sentence: string;
}

/** Of all target groups of a stack together. */
export function healthOf(lab: LabSnapshot): Health {
  const targets = targetGroupsOf(lab).flatMap((group) => group.targets);
  const { healthy, judged } = judgedTargets(targets);
  return { healthy, judged, sentence: sentenceOf(healthy, judged, targets.length) };
}

export function judgedTargets(targets: TargetGroupState["targets"]): Pick<Health, "healthy" | "judged"> {
  const healthy = targets.filter(({ state }) => state === "healthy").length;
  return { healthy, judged: healthy + targets.filter(({ state }) => state === "unhealthy").length };
}

function sentenceOf(healthy: number, judged: number, registered: number): string {
  if (registered === 0) {
    return "The target group has no targets.";
  }
  if (judged === 0) {
    return "No target has passed a health check yet.";
  }
  if (healthy === judged) {
    return healthy === 1 ? "The one target is healthy." : `All ${healthy} targets are healthy.`;
  }
  return `${healthy} of ${plural(judged, "target")} ${healthy === 1 ? "is" : "are"} healthy.`;
}
