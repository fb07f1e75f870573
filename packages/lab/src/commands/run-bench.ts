import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchJournal } from "@soft-landing/shared/bench-journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { BenchContext } from "../bench/bench.ts";
import { benches } from "../bench/registry.ts";
import { type BenchOutcome, chooseBenches, measuringMachine, runBenches } from "../bench/run-benches.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { untilInterrupted } from "./end-signals.ts";
import { note, printJson } from "./lab-command.ts";
import { prepareFolder } from "./prepare-folder.ts";
import { twoColumns } from "./two-columns.ts";

export interface BenchOptions {
  list?: boolean;
  minutes?: number;
  seed?: number;
  json?: boolean;
  out?: string;
  asBuilt?: boolean;
}

type Settings = Pick<BenchContext, "minutes" | "seed">;

export async function runBench(names: string[], options: BenchOptions): Promise<void> {
  const { list, json, out, asBuilt, minutes, seed } = options;
  if (list) {
    return printList(json ?? false);
  }
  const chosen = chooseBenches(benches, names);
  for (const [option, value] of [["minutes", minutes] as const, ["seed", seed] as const]) {
    if (value !== undefined && !chosen.some(({ takes }) => takes?.includes(option))) {
      const those = benches.flatMap(({ name, takes }) => (takes?.includes(option) ? name : []));
      throw new UserMistake(
        `None of the chosen benches takes --${option}.`,
        `These do: ${those.join(", ")}.`,
      );
    }
  }
  if (out !== undefined) {
    await prepareFolder(out);
  }
  await untilInterrupted("Stopped early. Everything that was started has ended.", async (signal) => {
    if (!asBuilt) {
      await ensureBuilt(note, signal);
    }
    const outcomes = await runBenches({
      benches: chosen,
      signal,
      minutes,
      seed,
      print: json ? () => undefined : (line) => void process.stdout.write(`${line}\n`),
      progress: note,
    });
    if (json) {
      printJson(outcomes);
    }
    if (out !== undefined) {
      await writeJournals(out, outcomes, { minutes, seed });
    }
    signal.throwIfAborted();
    if (outcomes.some(({ state }) => state === "crashed")) {
      process.exitCode = 1;
    }
  });
}

/** The files that docs/benches.md is made from. */
async function writeJournals(
  folder: string,
  outcomes: readonly BenchOutcome[],
  settings: Settings,
): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.state === "measured") {
      const { name, title, rows } = outcome;
      const file = join(folder, `${name}.json`);
      const journal: BenchJournal = {
        ...measuringMachine(),
        measuredAt: new Date().toISOString(),
        command: commandOf(name, settings),
        name,
        title,
        rows,
      };
      await writeFile(file, `${JSON.stringify(journal, null, 2)}\n`);
      note(`figures ${file}`);
    }
  }
}

/** The command that runs only this bench, with its settings. */
function commandOf(name: string, settings: Settings): string {
  const takes = benches.find((bench) => bench.name === name)?.takes ?? [];
  const options = takes.flatMap((option) =>
    settings[option] === undefined ? [] : `--${option} ${settings[option]}`,
  );
  return ["pnpm lab bench", name, ...options].join(" ");
}

function printList(json: boolean): void {
  if (json) {
    printJson(benches.map(({ name, title, minutes }) => ({ name, title, minutes: minutes ?? null })));
    return;
  }
  const lines = twoColumns(
    benches.map(({ name, title, minutes }) => [
      name,
      minutes === undefined ? title : `${title} (about ${minutes} min)`,
    ]),
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}
