import { type LabSnapshot, type Mark, targetGroupsOf } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";

/** What was done to a lab between two snapshots, in a few words each. */
export function marksBetween(before: LabSnapshot, after: LabSnapshot): Mark[] {
  return [
    ...switchMarks(before, after),
    ...faultMarks(before, after),
    ...zoneMarks(before, after),
    ...instanceMarks(before, after),
    ...weightMarks(before, after),
    ...deploymentMarks(before, after),
  ];
}

function weightMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const groups = targetGroupsOf(after);
  const had = new Map(targetGroupsOf(before).map(({ arn, weight }) => [arn, weight]));
  const moved = groups.some(({ arn, weight }) => had.has(arn) && had.get(arn) !== weight);
  return moved
    ? [{ effect: "changes", text: groups.map(({ build, weight }) => `${build} ${weight}`).join(", ") }]
    : [];
}

function switchMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const { value } = after.parameter;
  if (value === before.parameter.value) {
    return [];
  }
  return [{ effect: value === switchOnValue ? "restores" : "breaks", text: `switch ${value.slice(0, 20)}` }];
}

function faultMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const had = new Set(before.faults.map(({ id }) => id));
  const has = new Set(after.faults.map(({ id }) => id));
  const added = after.faults.filter(({ id }) => !had.has(id));
  const gone = before.faults.filter(({ id }) => !has.has(id));
  return [
    ...added.map(({ service, operation }): Mark => {
      return { effect: "breaks", text: `fault on ${operation ?? service ?? "every call"}` };
    }),
    ...(gone.length === 0
      ? []
      : [{ effect: "restores", text: gone.length === 1 ? "fault cleared" : "faults cleared" } as const]),
  ];
}

function zoneMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const lost = after.zonesDown.filter((zone) => !before.zonesDown.includes(zone));
  const back = before.zonesDown.filter((zone) => !after.zonesDown.includes(zone));
  return [
    ...lost.map((zone): Mark => ({ effect: "breaks", text: `${zone} down` })),
    ...back.map((zone): Mark => ({ effect: "restores", text: `${zone} back up` })),
  ];
}

/** A server that ends while its own build serves was ended by a user, by its health check, or by itself. */
function instanceMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const now = new Map(after.autoScalingGroup.instances.map((instance) => [instance.id, instance]));
  return before.autoScalingGroup.instances.flatMap((old): Mark[] => {
    if (after.zonesDown.includes(old.availabilityZone)) {
      return [];
    }
    const instance = now.get(old.id);
    if (instance?.frozen === true && !old.frozen) {
      return [{ effect: "breaks", text: `${old.id} frozen` }];
    }
    const zoneIsBack = before.zonesDown.includes(old.availabilityZone);
    if (instance?.frozen === false && old.frozen && !zoneIsBack) {
      return [{ effect: "restores", text: `${old.id} unfrozen` }];
    }
    const served = old.lifecycleState === "InService" && old.build === after.build;
    const ended = old.pid !== null && (instance?.pid ?? null) === null;
    return served && ended ? [{ effect: "breaks", text: `${old.id} ended` }] : [];
  });
}

function deploymentMarks(before: LabSnapshot, after: LabSnapshot): Mark[] {
  const { deployment } = after;
  if (deployment === null) {
    return [];
  }
  const begun = deployment.startedAt !== before.deployment?.startedAt;
  const ended = (state: "failed" | "cancelled") =>
    deployment.state === state && (begun || before.deployment?.state !== state);
  return [
    ...(begun ? [{ effect: "changes", text: `to ${deployment.build}` } as const] : []),
    ...(after.build === before.build ? [] : [{ effect: "changes", text: `${after.build} serves` } as const]),
    ...(ended("failed") ? [{ effect: "breaks", text: `update to ${deployment.build} failed` } as const] : []),
    ...(ended("cancelled")
      ? [{ effect: "changes", text: `update to ${deployment.build} cancelled` } as const]
      : []),
  ];
}
