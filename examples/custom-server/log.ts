/** The most text that waits until somebody reads the log, in characters. */
const waitingLimit = 1_000_000;
let lostLines = 0;

// A full disk or a reader that is gone must not end the server.
process.stderr.on("error", () => {});

/** Writes one line of JSON to the log. A line that cannot be written is lost and counted, and the next line tells how many are. */
export function log(message: string, details: object): void {
  if (process.stderr.writableLength > waitingLimit) {
    lostLines += 1;
    return;
  }
  const told = lostLines;
  lostLines = 0;
  const line = { time: new Date(), message, ...details, ...(told > 0 ? { lostLines: told } : {}) };
  process.stderr.write(`${JSON.stringify(line)}\n`, (failure) => {
    if (failure) {
      lostLines += told + 1;
    }
  });
}
