import { experiments } from "@soft-landing/experiments/experiments/registry";
import type { RunningLab } from "../running/running-lab.ts";
import { createEventStream, type EventStream } from "./event-stream.ts";
import { createExperimentDesk, type ExperimentDesk } from "./experiment-desk.ts";
import { writeReport } from "./report-shelf.ts";
import type { WalkthroughDesk } from "./walkthrough-desk.ts";

/** A lab, with what its console and its API need. */
export interface ServedLab {
  lab: RunningLab;
  events: EventStream;
  experiments: ExperimentDesk;
  /** What its steps remember lasts as long as the lab. */
  walkthrough(): Promise<WalkthroughDesk>;
}

/** The event history starts now, not with the first page that listens. */
export function servedLab(lab: RunningLab): ServedLab {
  let walkthrough: Promise<WalkthroughDesk> | undefined;
  return {
    lab,
    events: createEventStream(lab),
    experiments: createExperimentDesk({
      experiments,
      // Loaded on demand: a lab without experiments does not need it.
      async compare(options) {
        const [{ compare }, { labContestants }, { projectVersions }] = await Promise.all([
          import("@soft-landing/experiments/rounds/compare"),
          import("../compare/contestants.ts"),
          import("../program/versions.ts"),
        ]);
        const versions = await projectVersions();
        return await compare({
          ...options,
          contestants: labContestants(),
          versions,
          rounds: 1,
          place: "lab",
        });
      },
      writeReport,
      nowMs: () => lab.clock.nowMs(),
      signal: lab.signal,
    }),
    walkthrough() {
      // Loads the AWS clients only if the console asks for the story.
      walkthrough ??= import("./walkthrough-desk.ts").then(({ openWalkthroughDesk }) =>
        openWalkthroughDesk(lab),
      );
      return walkthrough;
    },
  };
}
