import type { LoadProgress } from "../load/load-generator.ts";
import type { CompareProgress } from "../rounds/compare.ts";

/**
 * Where progress is shown: a terminal whose last line is rewritten, or a log to which a line is added now and
 * then.
 */
export interface ProgressOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const logIntervalSeconds = 5;

/** Shows the progress of a comparison. */
export function progressDisplay(
  experiment: string,
  rounds: number,
  output: ProgressOutput,
): (progress: CompareProgress) => void {
  let lineOpen = false;
  const line = (text: string) => {
    output.write(`${lineOpen ? "\r\x1b[K" : ""}${text}\n`);
    lineOpen = false;
  };
  const live = (text: string) => {
    output.write(`\r\x1b[K${text.slice(0, (output.columns ?? 100) - 1)}`);
    lineOpen = true;
  };
  return (progress) => {
    const where = `${experiment}${rounds > 1 ? `, round ${progress.round} of ${rounds}` : ""}`;
    switch (progress.kind) {
      case "starting":
        return line(`${where}: starting ${progress.builds.join(", then ")} …`);
      case "warming-up":
        return line(`${where}: warming up until all builds answer steadily …`);
      case "action":
        return line(`${where}: ${progress.name}`);
      case "round-done":
        return progress.saturation.saturated ? line(`${where}: ${progress.saturation.message}`) : undefined;
      case "load": {
        const text = `${where}: ${loadText(progress.load, progress.durationSeconds)}`;
        if (output.isTTY) {
          return live(text);
        }
        return progress.load.second % logIntervalSeconds === 0 ? line(text) : undefined;
      }
    }
  };
}

function loadText({ second, counts, inFlight }: LoadProgress, durationSeconds: number): string {
  const builds = Object.entries(counts).map(
    ([id, { personal, degraded, failed }]) =>
      `${id} ${personal} personal, ${degraded} degraded, ${failed} failed`,
  );
  return `${Math.min(second, durationSeconds)}/${durationSeconds} s · ${builds.join(" · ")} · ${inFlight} waiting`;
}
