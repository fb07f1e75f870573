import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import type { Subject } from "@soft-landing/experiments/rounds/subject";
import { builds } from "@soft-landing/shared/builds";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { LabControl } from "../client/lab-control.ts";
import { spawnLab } from "../client/spawn-lab.ts";

export interface LabSubjectOptions {
  build: string;
  /** With build `custom`: a file. */
  artifact?: string;
  signal: AbortSignal;
}

/** A build in a lab of its own, which ends with `stop()`. */
export async function labSubject({ build, artifact, signal }: LabSubjectOptions): Promise<Subject> {
  const lab = await spawnLab({
    stack: build === "custom" ? "basic" : build,
    build,
    signal,
    ...(artifact === undefined ? {} : { artifact }),
  });
  const snapshot = await lab.control.snapshot();
  const place = placeOfLab(snapshot);
  return {
    id: build,
    place,
    perform: performOnLab(build, lab.control),
    extraSettings: {
      "load balancer": `${snapshot.targetGroup.algorithm}, idle timeout ${snapshot.loadBalancer.idleTimeoutSeconds} s`,
      "deregistration delay": `${snapshot.targetGroup.deregistrationDelaySeconds} s`,
      ...(build === "error-handling"
        ? { "waits for its dependency": `${builds[build].dependencyTimeoutMs} ms at most` }
        : {}),
      ...(build === "basic" ? { "waits for its dependency": "as long as the SDK does" } : {}),
    },
    async stop() {
      closePlace(place);
      await lab.stop();
    },
  };
}

/** Carries actions out on a lab, by its control API. */
function performOnLab(id: string, control: LabControl): Subject["perform"] {
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
