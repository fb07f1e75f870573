/**
 * Aborted by the first Ctrl-C, SIGTERM or hang-up, so that what was started can be ended in order. A second Ctrl-C ends the
 * process at once; what it started ends with it all the same.
 */
export function endSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted && signal === "SIGINT") process.exit(130);
      controller.abort(new Error(`ended by ${signal}`));
    });
  }
  return controller.signal;
}
