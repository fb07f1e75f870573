import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range for outgoing connections (32768 and up on Linux, 49152 on macOS): a unit that restarts must
 * find its port free again.
 */
const range = { first: 20_000, count: 12_000 } as const;

/** Finds free loopback ports for processes, and never returns the same one twice. */
export function createPortFinder(): () => Promise<number> {
  const given = new Set<number>();
  return async () => {
    for (;;) {
      const port = range.first + randomInt(range.count);
      if (given.has(port)) {
        continue;
      }
      given.add(port);
      if (await isFree(port)) {
        return port;
      }
    }
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
