import type { RunningGroup } from "@soft-landing/aws-local/fleet/group";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import type { LabPlan } from "./lab-plan.ts";

/** A recorded graph with the plan read from it, and the group that plays its release. */
export interface Release {
  graph: ResourceGraph;
  plan: LabPlan;
  group: RunningGroup;
}

/** Which release serves, known to those who must ask before there is one. */
export interface ServingRelease {
  current(): Release | undefined;
  /** @throws Error while there is none */
  required(): Release;
  replace(release: Release): void;
}

export function createServingRelease(): ServingRelease {
  let release: Release | undefined;
  return {
    current: () => release,
    required() {
      if (release === undefined) {
        throw new Error("the lab has no release yet");
      }
      return release;
    },
    replace(next) {
      release = next;
    },
  };
}
