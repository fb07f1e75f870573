import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Action } from "@soft-landing/shared/experiment";
import type { LabControl } from "../control/client.ts";
import { UserMistake } from "../user-mistake.ts";
import type { Place } from "./place.ts";

/** One build under test in one round. */
export interface Subject {
  /** The build's name. */
  id: string;
  place: Place;
  /** Does something to the running stack; resolves, when it is in force, with what it hit (an instance or zone), if it hits a part only. */
  perform(action: Action): Promise<string | undefined>;
  /** Facts about the stack beyond what AWS's API tells. */
  extraSettings: Record<string, string | number | boolean>;
  stop(): Promise<void>;
}

/** Carries actions out on a lab, by its control API. */
export function performOnLab(id: string, control: LabControl): Subject["perform"] {
  return async (action) => {
    switch (action.action) {
      case "set-parameter":
        await control.setParameter(action.value);
        return undefined;
      case "add-faults":
        await control.addFaults(action.faults);
        return undefined;
      case "clear-faults":
        await control.clearFaults();
        return undefined;
      case "kill-instance": {
        const instance = await instanceAt(control, action.position);
        await control.killInstance(instance);
        return instance;
      }
      case "freeze-instance": {
        const instance = await instanceAt(control, action.position);
        await control.freezeInstance(instance);
        return instance;
      }
      case "zone-down": {
        const zone = await zoneAt(control, action.position);
        await control.zoneDown(zone);
        return zone;
      }
      case "zone-up": {
        const zone = await zoneAt(control, action.position);
        await control.zoneUp(zone);
        return zone;
      }
      case "switch-build": {
        const build = action.to === "other" ? (id === "basic" ? "error-handling" : "basic") : action.to;
        await control.switchBuild({ build });
        return build;
      }
    }
  };
}

/** True for what a deployed stack's own API can do; everything else only the lab can make. */
export function possibleOnAws(action: Action): boolean {
  return action.action === "set-parameter";
}

/** Carries actions out on a deployed stack, by AWS's API. */
export function performOnAws({ aws, outputs }: Place): Subject["perform"] {
  return async (action) => {
    if (action.action !== "set-parameter") {
      throw new UserMistake(`Only the lab can do ${action.action}.`, "Leave out --aws.");
    }
    await aws.parameters.send(
      new PutParameterCommand({
        Name: outputs.switchParameterName,
        Value: action.value,
        Overwrite: true,
      }),
    );
    return undefined;
  };
}

async function instanceAt(control: LabControl, position: number): Promise<string> {
  const { autoScalingGroup } = await control.snapshot();
  const serving = autoScalingGroup.instances
    .filter(({ lifecycleState }) => lifecycleState === "InService")
    .toSorted((a, b) => a.availabilityZone.localeCompare(b.availabilityZone) || a.id.localeCompare(b.id));
  return at(serving, position, "instance in service").id;
}

async function zoneAt(control: LabControl, position: number): Promise<string> {
  const { autoScalingGroup } = await control.snapshot();
  return at(autoScalingGroup.availabilityZones.toSorted(), position, "Availability Zone");
}

function at<T>(list: readonly T[], position: number, what: string): T {
  const found = list[position];
  if (found === undefined) {
    throw new UserMistake(
      `The experiment names the ${what} at position ${position}, and there are ${list.length} (positions count from 0).`,
    );
  }
  return found;
}
