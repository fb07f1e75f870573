import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { dependencyCallTimeoutMs } from "@soft-landing/shared/dependency-timeout";
import { durationSeconds, type Experiment } from "@soft-landing/shared/experiment";
import type { Column, Journal, Round } from "@soft-landing/shared/journal";
import { spawnLab } from "../program/spawn-lab.ts";
import { UserMistake } from "../user-mistake.ts";
import { buildJournal, thisMachine } from "./build-journal.ts";
import { deployedStack } from "./deployed-stack.ts";
import { effectiveSettings } from "./effective-settings.ts";
import type { LoadProgress } from "./load-generator.ts";
import { closePlace, placeOfLab } from "./place.ts";
import { runRound } from "./run-round.ts";
import { performOnAws, performOnLab, possibleOnAws, type Subject } from "./subject.ts";
import { projectVersions } from "./versions.ts";
import { warmUp } from "./warm-up.ts";

export interface CompareOptions {
  experiment: Experiment;
  rounds: number;
  /** Overrides the experiment's own rate. */
  ratePerSecond?: number;
  /** A packed artifact that takes part as a third column; lab only. */
  artifact?: string;
  aws: boolean;
  onProgress(progress: CompareProgress): void;
  signal: AbortSignal;
}

/** How far a comparison has come. */
export type CompareProgress =
  | { kind: "starting"; round: number; builds: string[] }
  | { kind: "warming-up"; round: number }
  | { kind: "load"; round: number; load: LoadProgress; durationSeconds: number }
  | { kind: "action"; round: number; name: string }
  | { kind: "round-done"; round: number; saturation: Round["saturation"] };

/** At most this many requests a second on AWS: above 40 reads/s Parameter Store throttles basic, which reads its switch for every page. */
export const awsRateLimitPerSecond = 20;
/** New connections right before the first recorded request, at the full rate. */
const warmUpSeconds = 1;

/**
 * Runs both builds (and an artifact) under the same load and the same faults at the same time, round after round.
 * Whatever was started is ended, and on AWS the switch put back, also when the signal is aborted.
 *
 * @throws UserMistake, or the signal's reason
 */
export async function compare(options: CompareOptions): Promise<Journal> {
  const experiment = withRate(options);
  const { rounds, signal } = options;
  const maxInFlightPerBuild = Math.ceil(
    experiment.load.ratePerSecond * experiment.load.requestTimeoutSeconds * 1.2 + 50,
  );
  const startedAt = new Date().toISOString();
  const builds = ["basic", "error-handling", ...(options.artifact === undefined ? [] : ["custom"])];
  const done: Round[] = [];
  let columns: Column[] = [];
  let warmUpRequests = 0;
  for (let number = 1; number <= rounds; number++) {
    const order = number % 2 === 1 ? builds : builds.toReversed();
    options.onProgress({ kind: "starting", round: number, builds: order });
    const subjects = await startSubjects(order, options);
    try {
      if (number === 1) columns = await columnsOf(builds, subjects);
      options.onProgress({ kind: "warming-up", round: number });
      const load = {
        ratePerSecond: experiment.load.ratePerSecond,
        requestTimeoutMs: experiment.load.requestTimeoutSeconds * 1000,
        maxInFlightPerBuild,
      };
      warmUpRequests = Math.max(warmUpRequests, await warmUp({ ...load, subjects, signal }));
      const round = await runRound({
        number,
        experiment,
        subjects,
        warmUpSeconds,
        maxInFlightPerBuild,
        signal,
        onProgress: (load) =>
          options.onProgress({
            kind: "load",
            round: number,
            load,
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
    place: options.aws ? "aws" : "lab",
    experiment,
    settings: {
      ratePerSecond: experiment.load.ratePerSecond,
      rounds,
      durationSeconds: durationSeconds(experiment),
      warmUpRequests,
      requestTimeoutSeconds: experiment.load.requestTimeoutSeconds,
      maxInFlightPerBuild,
    },
    versions: await projectVersions(),
    machine: thisMachine(),
    columns,
    rounds: done,
  });
}

/** Why an experiment cannot run on AWS, in a sentence; undefined where it can. */
export function labOnlyReason(experiment: Experiment): string | undefined {
  const actions = [...experiment.method, ...experiment.rollbacks].map((step) => step.do);
  const labOnly = [
    ...new Set(actions.filter((action) => !possibleOnAws(action)).map(({ action }) => action)),
  ];
  return labOnly.length === 0
    ? undefined
    : `${experiment.name} skipped on AWS: only the lab can do ${labOnly.join(", ")}.`;
}

function withRate({ experiment, ratePerSecond, aws }: CompareOptions): Experiment {
  const wanted =
    ratePerSecond ??
    (aws ? Math.min(awsRateLimitPerSecond, experiment.load.ratePerSecond) : experiment.load.ratePerSecond);
  if (aws && wanted > awsRateLimitPerSecond) {
    throw new UserMistake(
      `On AWS the load is at most ${awsRateLimitPerSecond} requests/s, and --rate says ${wanted}: Parameter Store throttles the basic build at 40 reads/s.`,
      `Leave out --rate, or give ${awsRateLimitPerSecond} or less.`,
    );
  }
  return { ...experiment, load: { ...experiment.load, ratePerSecond: wanted } };
}

/** Starts all, or none: what has started is ended again when another fails. */
async function startSubjects(builds: readonly string[], options: CompareOptions): Promise<Subject[]> {
  const started = await Promise.allSettled(
    builds.map((build) => (options.aws ? awsSubject(build) : labSubject(build, options))),
  );
  const subjects = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = started.find((result) => result.status === "rejected");
  if (failure === undefined && !options.signal.aborted) return subjects;
  await Promise.all(subjects.map((subject) => subject.stop()));
  options.signal.throwIfAborted();
  throw failure?.reason;
}

async function labSubject(build: string, { artifact, signal }: CompareOptions): Promise<Subject> {
  const lab = await spawnLab({
    stack: build === "custom" ? "basic" : build,
    build,
    signal,
    ...(build === "custom" && artifact !== undefined ? { artifact } : {}),
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
    },
    async stop() {
      closePlace(place);
      await lab.stop();
    },
  };
}

async function awsSubject(build: string): Promise<Subject> {
  const place = await deployedStack(build);
  const Name = place.outputs.switchParameterName;
  const { Parameter } = await place.aws.parameters.send(new GetParameterCommand({ Name }));
  const original = Parameter?.Value ?? "true";
  const perform = performOnAws(place);
  return {
    id: build,
    place,
    perform,
    extraSettings: {},
    async stop() {
      await perform({ action: "set-parameter", value: original });
      closePlace(place);
    },
  };
}

async function columnsOf(builds: readonly string[], subjects: readonly Subject[]): Promise<Column[]> {
  const columns = await Promise.all(
    subjects.map(async ({ id, place, extraSettings }) => ({
      id,
      build: id,
      stack: place.stack,
      effectiveSettings: {
        ...(await effectiveSettings(place)),
        ...extraSettings,
        ...(id === "error-handling"
          ? { "waits for its dependency": `${dependencyCallTimeoutMs} ms at most` }
          : {}),
        ...(id === "basic" ? { "waits for its dependency": "as long as the SDK does" } : {}),
      },
    })),
  );
  return columns.toSorted((a, b) => builds.indexOf(a.id) - builds.indexOf(b.id));
}
