import type { BenchProcess } from "./bench-process.ts";

/**
 * Measures processes side by side: in each round one after the other, so that other work of the machine
 * affects all of them.
 *
 * @returns the results of each, round by round
 */
export async function alternatingRounds<Name extends string, Result>(
  processes: Readonly<Record<Name, BenchProcess>>,
  rounds: number,
  onRound: (progress: string) => void,
  measure: (process: BenchProcess) => Promise<Result>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(processes) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 1; round <= rounds; round++) {
    onRound(`round ${round} of ${rounds}`);
    for (const name of names) {
      results[name].push(await measure(processes[name]));
    }
  }
  return results;
}
