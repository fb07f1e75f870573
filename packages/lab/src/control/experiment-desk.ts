import type { CompareProgress } from "@soft-landing/experiments/rounds/compare";
import type { Experiment } from "@soft-landing/shared/experiment";
import type { Journal } from "@soft-landing/shared/journal";
import type { ExperimentRun, Race, RaceColumn } from "@soft-landing/shared/lab-api";
import { describeError } from "@soft-landing/shared/user-mistake";
import { ApiProblem } from "./api-problem.ts";

/** Runs one experiment at a time for the console, in labs of its own, and remembers the last result. */
export interface ExperimentDesk {
  current(): ExperimentRun | null;
  /** @throws ApiProblem 409 while another experiment is running, 404 for an unknown name */
  start(name: string): ExperimentRun;
  /** Ends the current run, if any. */
  cancel(): void;
}

/** What the desk needs from outside. */
export interface ExperimentDeskOptions {
  experiments: readonly Experiment[];
  compare(options: {
    experiment: Experiment;
    onProgress: (progress: CompareProgress) => void;
    signal: AbortSignal;
  }): Promise<Journal>;
  /** Resolves with the report's file name. */
  writeReport(journal: Journal): Promise<string>;
  nowMs(): number;
  /** Ends the run with the lab. */
  signal: AbortSignal;
}

type Outcomes = Omit<RaceColumn["seconds"][number], "second">;

const mostProgressLines = 200;

export function createExperimentDesk(options: ExperimentDeskOptions): ExperimentDesk {
  let run: ExperimentRun | null = null;
  let cancelling = new AbortController();
  let number = 0;

  const now = () => new Date(options.nowMs()).toISOString();

  async function carryOut(
    started: ExperimentRun,
    experiment: Experiment,
    cancelled: AbortSignal,
  ): Promise<void> {
    const end = (state: ExperimentRun["state"], line: string, report: string | null = null): void => {
      Object.assign(started, { state, endedAt: now(), report });
      note(started, line);
    };
    try {
      const journal = await options.compare({
        experiment,
        onProgress(progress) {
          started.race = raceAfter(started.race, progress, experiment);
          note(started, lineOf(progress));
        },
        signal: AbortSignal.any([cancelled, options.signal]),
      });
      const report = await options.writeReport(journal);
      end(journal.held ? "held" : "deviated", journal.verdict, report);
    } catch (error) {
      if (cancelled.aborted || options.signal.aborted) {
        end("cancelled", "Cancelled. Everything that was started has ended.");
      } else {
        end("failed", describeError(error));
      }
    }
  }

  return {
    current: () => run,
    start(name) {
      if (run?.state === "running") {
        throw new ApiProblem(409, `${run.experiment} is running.`, "Wait for it, or cancel it.");
      }
      const experiment = options.experiments.find((one) => one.name === name);
      if (experiment === undefined) {
        const names = options.experiments.map((one) => one.name).join(", ");
        throw new ApiProblem(404, `There is no experiment ${name}.`, `The experiments are ${names}.`);
      }
      number += 1;
      cancelling = new AbortController();
      run = {
        id: `run-${number}`,
        experiment: name,
        state: "running",
        progress: [],
        race: null,
        startedAt: now(),
        endedAt: null,
        report: null,
      };
      void carryOut(run, experiment, cancelling.signal);
      return run;
    },
    cancel: () => cancelling.abort(new Error("cancelled in the console")),
  };
}

/** Adds a line. A line that reports a later second of the same thing replaces the last one. */
function note(run: ExperimentRun, line: string): void {
  const last = run.progress.at(-1);
  if (last !== undefined && isLoadLine(last) && isLoadLine(line)) {
    run.progress.pop();
  }
  run.progress.push(line);
  if (run.progress.length > mostProgressLines) {
    run.progress.shift();
  }
}

const listed = new Intl.ListFormat("en");

const isLoadLine = (line: string) => /^Second \d+ of /.test(line);

function lineOf(progress: CompareProgress): string {
  switch (progress.kind) {
    case "starting":
      return `Starting ${listed.format(progress.builds)}, a lab for each.`;
    case "warming-up":
      return "Warming up until all builds answer steadily.";
    case "load": {
      const counts = Object.entries(progress.load.counts)
        .map(([build, { personal, degraded, failed }]) => {
          return `${build} ${personal} personal, ${degraded} degraded, ${failed} failed`;
        })
        .join("; ");
      return `Second ${progress.load.second} of ${progress.durationSeconds}: ${counts}.`;
    }
    case "action":
      return `Now: ${progress.name}.`;
    case "round-done":
      return progress.saturation.saturated ? `Done. ${progress.saturation.message}` : "Done.";
  }
}

/** The race with the latest progress added: the counts since the last one, or what was done. */
function raceAfter(race: Race | null, progress: CompareProgress, experiment: Experiment): Race | null {
  switch (progress.kind) {
    case "load": {
      const { second, counts } = progress.load;
      const columns = Object.entries(counts).map(([build, total]) => {
        const seconds = race?.columns.find((column) => column.build === build)?.seconds ?? [];
        return { build, seconds: [...seconds, { second, ...sinceThen(total, seconds) }] };
      });
      return { durationSeconds: progress.durationSeconds, columns, marks: race?.marks ?? [] };
    }
    case "action": {
      const second = race?.columns[0]?.seconds.at(-1)?.second ?? 0;
      const { beforeSeconds, faultSeconds } = experiment.phases;
      const effect = second + 1 < beforeSeconds + faultSeconds ? "breaks" : "restores";
      const mark = { second, effect, text: progress.name } as const;
      return race === null ? null : { ...race, marks: [...race.marks, mark] };
    }
    default:
      return race;
  }
}

/** The part of a running total that earlier seconds do not have. */
function sinceThen(total: Outcomes, earlier: readonly Outcomes[]): Outcomes {
  const without = (kind: keyof Outcomes) =>
    Math.max(
      0,
      earlier.reduce((left, second) => left - second[kind], total[kind]),
    );
  return { personal: without("personal"), degraded: without("degraded"), failed: without("failed") };
}
