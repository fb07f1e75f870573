import { UserMistake } from "@soft-landing/shared/user-mistake";
import { benches } from "../bench/registry.ts";
import { benchExitCode, runBenches, UnknownBench } from "../bench/run-benches.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import type { BenchCommandOptions } from "./bench.ts";
import { endSignals } from "./end-signals.ts";
import { note, printJson } from "./lab-command.ts";

/** Carries `bench` out. Sets exit code 1 when a bench crashes, 130 after Ctrl-C; a missed goal is shown and no failure. */
export async function runBenchCommand(names: string[], options: BenchCommandOptions): Promise<void> {
  if (options.list) {
    for (const { name, title, minutes } of benches) {
      process.stdout.write(
        `${name.padEnd(12)} ${title}${minutes === undefined ? "" : ` (about ${minutes} min)`}\n`,
      );
    }
    return;
  }
  const signal = endSignals();
  if (!options.asBuilt) {
    await ensureBuilt(note, signal);
  }
  try {
    const outcomes = await runBenches({
      benches,
      names: options.soak ? [...names, "soak"] : names,
      signal,
      print: options.json ? () => undefined : (line) => void process.stdout.write(`${line}\n`),
      progress: note,
    });
    if (options.json) {
      printJson(outcomes);
    }
    process.exitCode = signal.aborted ? 130 : benchExitCode(outcomes);
  } catch (error) {
    if (error instanceof UnknownBench) {
      throw new UserMistake(error.message, "`pnpm lab bench --list` tells what each is.");
    }
    throw error;
  }
}
