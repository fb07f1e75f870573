import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { Action, DisturbanceKind } from "../disturbance.ts";
import { instanceOf, instanceParameters, runningInstances } from "../selectors.ts";

const freeze: Action<typeof instanceParameters> = {
  name: "freeze-instance",
  command: "freeze <instance>",
  title: "Freeze an instance",
  description: "Suspend an instance's processes: it accepts connections but never answers.",
  parameters: instanceParameters,
  perform(lab, given) {
    const { instanceId, frozen } = instanceOf(lab, given);
    lab.region.fleet.freeze(instanceId);
    return { words: `Instance ${instanceId} is ${frozen ? "already " : ""}frozen.`, subject: instanceId };
  },
};

const unfreeze: Action<typeof instanceParameters> = {
  name: "unfreeze-instance",
  command: "unfreeze <instance>",
  title: "Unfreeze an instance",
  description: "Let a frozen instance continue.",
  parameters: instanceParameters,
  perform(lab, given) {
    const { instanceId, availabilityZone, frozen } = instanceOf(lab, given);
    if (lab.region.fleet.zonesDown().includes(availabilityZone)) {
      throw new UserMistake(
        `Instance ${instanceId} is frozen because zone ${availabilityZone} is down.`,
        `Bring the zone back up: pnpm lab zone-up ${availabilityZone}`,
      );
    }
    if (!frozen) {
      return { words: `Instance ${instanceId} is not frozen; nothing changes.`, subject: instanceId };
    }
    lab.region.fleet.unfreeze(instanceId);
    return { words: `Instance ${instanceId} continues.`, subject: instanceId };
  },
};

export default {
  act: freeze,
  undo: unfreeze,
  inForce: (lab) =>
    runningInstances(lab)
      .filter(
        ({ frozen, availabilityZone }) => frozen && !lab.region.fleet.zonesDown().includes(availabilityZone),
      )
      .map(({ instanceId }) => ({
        words: `instance ${instanceId}: frozen`,
        subject: instanceId,
        hits: null,
        undoParameters: { instance: instanceId },
      })),
} satisfies DisturbanceKind;
