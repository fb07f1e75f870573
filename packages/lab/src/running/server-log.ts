import type { Clock } from "@soft-landing/shared/clock";
import type { LogLine } from "@soft-landing/shared/lab-api";

/** The last lines of the servers' standard output and error, of all instances in one order. */
export interface ServerLog {
  add(text: string, instanceId: string): void;
  /**
   * The lines after this one, oldest first; with 0, all lines that are kept.
   *
   * @param instanceId only the lines of this instance
   */
  after(after: number, instanceId?: string): LogLine[];
}

/** The overhead of each line that is kept: a log of empty lines needs memory too. */
const keptCharacters = 1_000_000;
const charactersOfLine = 100;

export function createServerLog(clock: Clock): ServerLog {
  const lines: LogLine[] = [];
  let characters = 0;
  let last = 0;
  return {
    add(text, instanceId) {
      last++;
      lines.push({ id: last, timeMs: clock.nowMs(), instanceId, text });
      characters += charactersOfLine + text.length;
      while (characters > keptCharacters) {
        characters -= charactersOfLine + (lines.shift()?.text.length ?? 0);
      }
    },
    after(after, instanceId) {
      const first = lines[0]?.id ?? 0;
      return lines
        .slice(Math.max(0, after + 1 - first))
        .filter((line) => instanceId === undefined || line.instanceId === instanceId);
    },
  };
}
