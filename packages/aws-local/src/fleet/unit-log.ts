import type { Clock } from "@soft-landing/shared/clock";
import type { OutputStream } from "./supervisor.ts";

/** The output of a unit, as a journal keeps it: with limits on what it stores and what it reads. */
export interface UnitLog {
  write(stream: OutputStream, chunk: Buffer): void;
  /** The last lines of both streams together. */
  tail(lines: number): string;
}

export const unitLogLimits = {
  /** The end of the log that is kept, for {@link UnitLog.tail}. */
  keptBytes: 64 * 1024,
  /** Longer lines are cut. */
  lineBytes: 64 * 1024,
  /** More output per second is skipped unread, as journald does beyond its rate limit. */
  bytesPerSecond: 4 * 1024 * 1024,
} as const;

/** @param onLine receives every complete line */
export function createUnitLog(clock: Clock, onLine: (line: string) => void): UnitLog {
  const splitters = { stdout: lineSplitter(onLine), stderr: lineSplitter(onLine) };
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let secondMs = Number.NEGATIVE_INFINITY;
  let bytesInSecond = 0;
  let droppedBytes = 0;

  function keep(chunk: Buffer): void {
    kept.push(chunk);
    keptBytes += chunk.length;
    // Stryker disable next-line ConditionalExpression,EqualityOperator,ArithmeticOperator: cut more often, it is the same end.
    if (keptBytes > 2 * unitLogLimits.keptBytes) {
      // A copy, so that the memory of the rest can be freed.
      kept = [Buffer.from(Buffer.concat(kept).subarray(-unitLogLimits.keptBytes))];
      keptBytes = unitLogLimits.keptBytes;
    }
  }

  function beginSecond(nowMs: number): void {
    if (nowMs - secondMs < 1_000) {
      return;
    }
    if (droppedBytes > 0) {
      keep(Buffer.from(`\n[${droppedBytes} bytes were dropped: the log has a limit for each second]\n`));
    }
    secondMs = nowMs;
    bytesInSecond = 0;
    droppedBytes = 0;
  }

  return {
    write(stream, chunk) {
      beginSecond(clock.nowMs());
      bytesInSecond += chunk.length;
      if (bytesInSecond > unitLogLimits.bytesPerSecond) {
        droppedBytes += chunk.length;
        splitters[stream].skip();
        return;
      }
      keep(chunk);
      splitters[stream].write(chunk);
    },
    tail: (lines) => Buffer.concat(kept).toString().trimEnd().split("\n").slice(-lines).join("\n"),
  };
}

interface LineSplitter {
  write(chunk: Buffer): void;
  /** Bytes are missing before the next ones: the incomplete line is dropped, and so is its rest. */
  skip(): void;
}

const newline = 0x0a;

function lineSplitter(onLine: (line: string) => void): LineSplitter {
  const parts: Buffer[] = [];
  let length = 0;
  let skipping = false;

  function add(part: Buffer): void {
    const room = unitLogLimits.lineBytes - length;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: nobody sees empty parts, but they hold whole chunks.
    if (room > 0) {
      parts.push(part.subarray(0, room));
      length += Math.min(room, part.length);
    }
  }

  function end(): void {
    if (!skipping) {
      onLine(Buffer.concat(parts).toString());
    }
    parts.length = 0;
    length = 0;
    skipping = false;
  }

  return {
    write(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, start)) {
        add(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      add(chunk.subarray(start));
    },
    skip() {
      parts.length = 0;
      length = 0;
      skipping = true;
    },
  };
}
