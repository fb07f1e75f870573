import { durationSeconds, type Experiment, loadLimits } from "@soft-landing/shared/experiment";
import type { Column, Journal, Round } from "@soft-landing/shared/journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { LoadProgress } from "../load/load-generator.ts";
import { startLoadProcess } from "../load/load-process.ts";
import { effectiveSettings } from "../place/effective-settings.ts";
import { buildJournal, thisMachine } from "./build-journal.ts";
import { runRound, type Subject } from "./run-round.ts";
import { warmUp } from "./warm-up.ts";

/** A build that takes part, and how to start it for a round. */
export interface Contestant {
  id: string;
  start(signal: AbortSignal): Promise<Subject>;
}

export interface CompareOptions {
  /** The order of the report's columns. */
  contestants: readonly Contestant[];
  /** Versions that the result depends on, for the journal. */
  versions: Record<string, string>;
  experiment: Experiment;
  rounds: number;
  place: Journal["place"];
  onProgress(progress: CompareProgress): void;
  signal: AbortSignal;
}

/** The progress of a comparison. */
export type CompareProgress =
  | { kind: "starting"; round: number; builds: string[] }
  | { kind: "warming-up"; round: number }
  | { kind: "load"; round: number; load: LoadProgress; durationSeconds: number }
  | { kind: "action"; round: number; name: string }
  | { kind: "round-done"; round: number; saturation: Round["saturation"] };

/**
 * At most this many requests per second on AWS: above 40 reads/s, Parameter Store throttles basic, which
 * reads its switch for every page.
 */
export const awsRateLimitPerSecond = 20;
/** New connections right before the first recorded request, at the full rate. */
const warmUpSeconds = 1;

/**
 * Runs all contestants under the same load and the same faults at the same time, round after round. Ends
 * everything that was started and, on AWS, restores the switch, even if the signal is aborted.
 *
 * @throws UserMistake, or the signal's reason
 */
export async function compare(options: CompareOptions): Promise<Journal> {
  const { experiment, rounds, signal } = options;
  const maxInFlightPerBuild = Math.ceil(
    experiment.load.ratePerSecond * experiment.load.requestTimeoutSeconds * 1.2 + 50,
  );
  await using load = startLoadProcess();
  const startedAt = new Date().toISOString();
  const { contestants } = options;
  const done: Round[] = [];
  let columns: Column[] = [];
  let warmUpRequests = 0;
  for (let number = 1; number <= rounds; number++) {
    const order = number % 2 === 1 ? contestants : contestants.toReversed();
    options.onProgress({ kind: "starting", round: number, builds: order.map(({ id }) => id) });
    const subjects = await startSubjects(order, signal);
    try {
      if (number === 1) {
        columns = await columnsOf(contestants, subjects);
      }
      options.onProgress({ kind: "warming-up", round: number });
      const requests = await warmUp({
        subjects,
        load,
        ratePerSecond: experiment.load.ratePerSecond,
        requestTimeoutMs: experiment.load.requestTimeoutSeconds * 1000,
        maxInFlightPerBuild,
        signal,
      });
      warmUpRequests = Math.max(warmUpRequests, requests);
      const round = await runRound({
        number,
        experiment,
        subjects,
        load,
        warmUpSeconds,
        maxInFlightPerBuild,
        signal,
        onProgress: (progress) =>
          options.onProgress({
            kind: "load",
            round: number,
            load: progress,
            durationSeconds: durationSeconds(experiment),
          }),
        onAction: (name) => options.onProgress({ kind: "action", round: number, name }),
      });
      done.push(round);
      options.onProgress({ kind: "round-done", round: number, saturation: round.saturation });
    } finally {
      await Promise.all(subjects.map((subject) => subject.stop()));
    }
  }
  return buildJournal({
    startedAt,
    endedAt: new Date().toISOString(),
    place: options.place,
    experiment,
    settings: {
      ratePerSecond: experiment.load.ratePerSecond,
      rounds,
      durationSeconds: durationSeconds(experiment),
      warmUpRequests,
      requestTimeoutSeconds: experiment.load.requestTimeoutSeconds,
      maxInFlightPerBuild,
    },
    versions: options.versions,
    machine: thisMachine(),
    columns,
    rounds: done,
  });
}

/**
 * The experiment at this rate, or at its own rate if none is given; on AWS at most the rate that the place
 * allows.
 *
 * @throws UserMistake if the rate is higher than the place allows, or makes more requests than a run may have
 */
export function atRate(
  experiment: Experiment,
  wantedPerSecond: number | undefined,
  place: Journal["place"],
): Experiment {
  const own = experiment.load.ratePerSecond;
  const ratePerSecond = wantedPerSecond ?? (place === "aws" ? Math.min(awsRateLimitPerSecond, own) : own);
  if (place === "aws" && ratePerSecond > awsRateLimitPerSecond) {
    throw new UserMistake(
      `On AWS the load is at most ${awsRateLimitPerSecond} requests/s, and --rate says ${ratePerSecond}: Parameter Store throttles the basic build at 40 reads/s.`,
      `Leave out --rate, or give ${awsRateLimitPerSecond} or less.`,
    );
  }
  const seconds = durationSeconds(experiment);
  if (ratePerSecond * seconds > loadLimits.requestsPerBuild) {
    throw new UserMistake(
      `${experiment.name} takes ${seconds} s, so ${ratePerSecond} requests/s are ${ratePerSecond * seconds} requests to each build; ${loadLimits.requestsPerBuild} are the limit.`,
      `Give a rate of ${Math.floor(loadLimits.requestsPerBuild / seconds)} or less.`,
    );
  }
  return { ...experiment, load: { ...experiment.load, ratePerSecond } };
}

/** Starts all or none: if one fails, the others are ended again. */
async function startSubjects(contestants: readonly Contestant[], signal: AbortSignal): Promise<Subject[]> {
  const started = await Promise.allSettled(contestants.map((contestant) => contestant.start(signal)));
  const subjects = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = started.find((result) => result.status === "rejected");
  if (failure === undefined && !signal.aborted) {
    return subjects;
  }
  await Promise.all(subjects.map((subject) => subject.stop()));
  signal.throwIfAborted();
  throw failure?.reason;
}

async function columnsOf(
  contestants: readonly Contestant[],
  subjects: readonly Subject[],
): Promise<Column[]> {
  const columns = await Promise.all(
    subjects.map(async ({ id, place, extraSettings }) => ({
      id,
      build: id,
      stack: place.stack,
      effectiveSettings: { ...(await effectiveSettings(place)), ...extraSettings },
    })),
  );
  const order = contestants.map(({ id }) => id);
  return columns.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}
