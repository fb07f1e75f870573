import { UserMistake } from "@soft-landing/shared/user-mistake";

/** The only way in which a running lab ends: a request, or an error after which it cannot continue. */
export interface LabEnding {
  /** Aborted with the first request. */
  readonly signal: AbortSignal;
  /**
   * Resolves with the first request: with a reason if the lab cannot continue, with undefined if it was asked
   * to end.
   */
  readonly requested: Promise<string | undefined>;
  request(reason?: string): void;
}

/** @param outer ends the lab too */
export function createLabEnding(outer: AbortSignal): LabEnding {
  const { promise: requested, resolve } = Promise.withResolvers<string | undefined>();
  const controller = new AbortController();
  const end = (why: unknown, reason: string | undefined) => {
    resolve(reason);
    controller.abort(why);
  };
  const onOuter = () => end(outer.reason, undefined);
  if (outer.aborted) {
    onOuter();
  }
  outer.addEventListener("abort", onOuter, { once: true });
  return {
    signal: controller.signal,
    requested,
    request: (reason) =>
      end(new UserMistake(`The lab had to stop: ${reason ?? "it was asked to stop"}.`), reason),
  };
}
