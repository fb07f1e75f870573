/** One figure of a bench: the median over alternating rounds, with its spread. */
export interface BenchRow {
  label: string;
  unit: string;
  median: number;
  min: number;
  max: number;
  rounds: number;
  /** What was aimed at, in words, and whether this run met it; absent where the row is information only. */
  goal?: { text: string; met: boolean };
}

export interface BenchContext {
  progress(message: string): void;
  /** Aborted by Ctrl-C; a bench ends what it started and rejects. */
  signal: AbortSignal;
}

/** One entry of the registry: a question about speed, answered side by side in one run. */
export interface Bench {
  name: string;
  title: string;
  /** About how many minutes it takes, where that is several: such a bench runs only when it is asked for by name. */
  minutes?: number;
  /** Undefined: can run here; otherwise a sentence why not, printed as `skipped: …`. */
  unavailable?(): Promise<string | undefined>;
  run(context: BenchContext): Promise<BenchRow[]>;
}
