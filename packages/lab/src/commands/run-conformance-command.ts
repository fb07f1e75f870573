import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { findLab } from "../client/find-lab.ts";
import { spawnLab } from "../client/spawn-lab.ts";
import { checks } from "../conformance/checks/registry.ts";
import { outcomeLine, outcomeSummary } from "../conformance/outcome-text.ts";
import { type CheckOutcome, runConformance } from "../conformance/run-conformance.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { endSignals } from "./end-signals.ts";
import { note, printJson } from "./lab-command.ts";

/** The options of `conformance` as the command line gives them. */
export interface ConformanceCommandOptions {
  stack: string;
  aws?: boolean;
  running?: boolean;
  consolePort?: number;
  json?: boolean;
  asBuilt?: boolean;
}

/** The conventional exit code of a program that Ctrl-C has ended. */
const endedBySignal = 130;

/** Carries `conformance` out. Sets exit code 1 when a check fails, 130 after Ctrl-C. */
export async function runConformanceCommand(options: ConformanceCommandOptions): Promise<void> {
  if (options.aws && (options.running || options.consolePort !== undefined)) {
    throw new UserMistake("--aws and a running lab exclude each other.", "Leave out one of them.");
  }
  const signal = endSignals();
  try {
    const outcomes = await inPlace(options, signal, (place) => check(place, options, signal));
    if (options.json) {
      printJson(outcomes);
    } else {
      process.stdout.write(`\n${outcomeSummary(outcomes)}\n`);
    }
    if (outcomes.some(({ outcome }) => outcome === "failed")) {
      process.exitCode = 1;
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    note("\nEnded early; the switch is as it was, and everything that was started is ended.");
    process.exitCode = endedBySignal;
  }
}

function check(
  place: Place,
  options: ConformanceCommandOptions,
  signal: AbortSignal,
): Promise<CheckOutcome[]> {
  const onOutcome = options.json
    ? () => undefined
    : (outcome: CheckOutcome) => process.stdout.write(`${outcomeLine(outcome)}\n`);
  return runConformance({ place, checks, onOutcome, signal });
}

/** Opens the place that the options name, and closes it, and ends the lab that was started for it. */
async function inPlace<T>(
  options: ConformanceCommandOptions,
  signal: AbortSignal,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  if (options.aws) {
    return usePlace(await deployedStack(options.stack), use);
  }
  if (options.running || options.consolePort !== undefined) {
    const { control } = await findLab(options.consolePort);
    return usePlace(placeOfLab(await control.snapshot()), use);
  }
  if (!options.asBuilt) {
    await ensureBuilt(note, signal);
  }
  // Not ended by the signal: the switch is put back first.
  const lab = await spawnLab({ stack: options.stack });
  try {
    return await usePlace(placeOfLab(await lab.control.snapshot()), use);
  } finally {
    await lab.stop();
  }
}

async function usePlace<T>(place: Place, use: (place: Place) => Promise<T>): Promise<T> {
  try {
    return await use(place);
  } finally {
    closePlace(place);
  }
}
