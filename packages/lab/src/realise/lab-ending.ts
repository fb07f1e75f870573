/** The one way a running lab comes to its end: it is asked to, or it cannot go on. */
export interface LabEnding {
  /** Aborted with the first request. */
  readonly signal: AbortSignal;
  /** Resolves with the first request: with a reason where the lab cannot go on, with undefined where it was asked to end. */
  readonly requested: Promise<string | undefined>;
  request(reason?: string): void;
}

/** @param outer ends the lab too */
export function createLabEnding(outer: AbortSignal): LabEnding {
  const { promise: requested, resolve } = Promise.withResolvers<string | undefined>();
  const controller = new AbortController();
  const request = (reason?: string) => {
    resolve(reason);
    controller.abort(new Error(reason ?? "the lab ends"));
  };
  if (outer.aborted) request();
  outer.addEventListener("abort", () => request(), { once: true });
  return { signal: controller.signal, requested, request };
}
