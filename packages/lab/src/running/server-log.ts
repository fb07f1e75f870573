import type { Clock } from "@soft-landing/shared/clock";
import type { LogLine } from "@soft-landing/shared/lab-api";

/** The last lines that the servers wrote to their standard output and error, of all instances in one order. */
export interface ServerLog {
  add(text: string, instanceId: string): void;
  /**
   * The lines after this one, oldest first; from the oldest kept line where `after` is 0.
   *
   * @param instanceId only this instance's
   */
  after(after: number, instanceId?: string): LogLine[];
}

/** Of text that is kept, the instances' ids apart. */
const keptCharacters = 1_000_000;

export function createServerLog(clock: Clock): ServerLog {
  const lines: LogLine[] = [];
  let characters = 0;
  let last = 0;
  return {
    add(text, instanceId) {
      last++;
      lines.push({ id: last, timeMs: clock.nowMs(), instanceId, text });
      characters += text.length;
      while (characters > keptCharacters) {
        characters -= lines.shift()?.text.length ?? 0;
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
