import type { Experiment } from "@soft-landing/shared/experiment";
import { durationSeconds } from "@soft-landing/shared/experiment";
import { type Journal, journalSchema } from "@soft-landing/shared/journal";
import { aggregateRound } from "../../src/judging/aggregate.ts";
import { saturationOf } from "../../src/judging/saturation.ts";
import { buildJournal } from "../../src/rounds/build-journal.ts";
import { type Behaviour, syntheticRun, whileFaulty } from "../judging/synthetic-run.ts";

/** A made-up journal, the same at every call, for tests and for looking at reports. Never shown as a result. */
export function syntheticJournal(
  experiment: Experiment,
  behaviours: Record<string, Behaviour>,
  rounds = 1,
  machineBusyShare = 0.4,
): Journal {
  const ids = Object.keys(behaviours);
  return journalSchema.parse(
    buildJournal({
      startedAt: "2026-01-02T03:04:05.000Z",
      endedAt: "2026-01-02T03:05:06.000Z",
      place: "lab",
      experiment,
      settings: {
        ratePerSecond: 100,
        rounds,
        durationSeconds: durationSeconds(experiment),
        warmUpRequests: 300,
        requestTimeoutSeconds: experiment.load.requestTimeoutSeconds,
        maxInFlightPerBuild: 1250,
      },
      versions: { node: "24.0.0", "soft-landing": "0.0.0-synthetic" },
      machine: { processors: 2, model: "made-up processor", memoryBytes: 8 * 2 ** 30, system: "Linux 0.0" },
      columns: ids.map((id) => ({
        id,
        build: id,
        stack: "synthetic",
        effectiveSettings: {
          instances: 3,
          "health check": "GET /healthcheck every 5 s",
          artifact: "f".repeat(64),
        },
      })),
      rounds: Array.from({ length: rounds }, (_, index) => {
        const runs = ids.map((id, place) =>
          syntheticRun(experiment, id, behaviours[id] ?? (() => ({ outcome: "personal", latencyMs: 3 })), {
            seed: 1000 * index + place,
          }),
        );
        return {
          number: index + 1,
          startedAt: "2026-01-02T03:04:05.000Z",
          order: index % 2 === 0 ? ids : ids.toReversed(),
          columns: runs.map((run) => aggregateRound(experiment, run)),
          saturation: saturationOf(
            runs.flatMap(({ samples }) => [...samples]),
            {
              eventLoopDelayP99Ms: 0.4,
              eventLoopDelayMaxMs: 3,
              machineBusyShare,
              generatorCpuShare: 0.2,
            },
          ),
        };
      }),
    }),
  );
}

/** `basic` fails at once, `error-handling` degrades at once, as when the dependency is off. */
export const switchedOff = (experiment: Experiment): Record<string, Behaviour> => ({
  basic: whileFaulty(experiment, (_, random) => ({
    outcome: "failed",
    failure: "HTTP 502",
    latencyMs: 1.5 + 2 * random() ** 3,
  })),
  "error-handling": whileFaulty(experiment, (_, random) => ({
    outcome: "degraded",
    latencyMs: 2 + 3 * random() ** 3,
  })),
});

/** `basic` waits until people give up, `error-handling` waits for its timeout a few times and then no more. */
export const hanging = (experiment: Experiment): Record<string, Behaviour> => {
  const startMs = experiment.phases.beforeSeconds * 1000;
  return {
    basic: whileFaulty(experiment, () => ({
      outcome: "failed",
      failure: "no answer in time",
      latencyMs: 10_000,
    })),
    "error-handling": whileFaulty(experiment, (atMs, random) => ({
      outcome: "degraded",
      latencyMs: atMs - startMs < 300 || random() < 0.006 ? 100 + 6 * random() : 1.5 + 2 * random() ** 3,
    })),
  };
};
