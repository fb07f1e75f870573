import { open } from "node:fs/promises";
import type { Clock } from "@soft-landing/shared/clock";

/** Reads what a process appends to its log, until it is closed. */
export interface LogReader {
  /** Reads what is there, then stops. */
  close(): Promise<void>;
}

const pauseMs = 1_000;
const chunkBytes = 256 * 1024;

/**
 * Hands over each new line of a file about a second after it was written, as the agent that ships logs does. A file that is not
 * there yet is waited for; one that was cut short is read from its new start.
 */
export function readLog(file: string, clock: Clock, onLine: (line: string) => void): LogReader {
  let position = 0;
  let unfinished = "";
  let cancel = () => {};
  let closed = false;
  let reading: Promise<void> = Promise.resolve();

  async function readNew(): Promise<void> {
    const handle = await open(file).catch(() => undefined);
    if (handle === undefined) {
      return;
    }
    try {
      if ((await handle.stat()).size < position) {
        position = 0;
        unfinished = "";
      }
      const chunk = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
        if (bytesRead === 0) {
          return;
        }
        position += bytesRead;
        const lines = (unfinished + chunk.toString("latin1", 0, bytesRead)).split("\n");
        unfinished = lines.pop() ?? "";
        for (const line of lines) {
          onLine(Buffer.from(line, "latin1").toString());
        }
      }
    } finally {
      await handle.close();
    }
  }

  function schedule(): void {
    if (closed) {
      return;
    }
    cancel = clock.after(pauseMs, () => {
      reading = readNew().then(schedule, schedule);
    });
  }

  schedule();
  return {
    async close() {
      closed = true;
      cancel();
      await reading;
      await readNew().catch(() => {});
    },
  };
}
