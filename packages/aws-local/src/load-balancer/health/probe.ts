import http from "node:http";
import type { Clock } from "@soft-landing/shared/clock";
import type { HealthCheckSettings, Target } from "../contract.ts";
import type { CheckResult } from "./health-state.ts";
import type { StatusMatcher } from "./matcher.ts";

/** A health check in progress; `cancel` ends it without a result. */
export interface Probe {
  cancel(): void;
}

/**
 * Makes one health check: a GET on its own connection, which is closed afterwards. The timeout covers the
 * time from the connection attempt to the end of the response's head (ALB user guide, "Health checks for your
 * target groups").
 */
export function probe(
  target: Target,
  settings: Pick<HealthCheckSettings, "path" | "timeoutSeconds">,
  matches: StatusMatcher,
  { clock, answerDelayMs }: { clock: Clock; answerDelayMs: number },
  done: (result: CheckResult) => void,
): Probe {
  const request = http.get({
    host: target.address.host,
    port: target.address.port,
    path: settings.path,
    agent: false,
    headers: {
      Connection: "close",
      "User-Agent": "ELB-HealthChecker/2.0",
      "Accept-Encoding": "gzip, compressed",
    },
  });
  let settled = false;
  const cancelTimeout = clock.after(settings.timeoutSeconds * 1000, () => finish(timedOut));
  const finish = (result: CheckResult | undefined) => {
    if (settled) {
      return;
    }
    settled = true;
    cancelTimeout();
    request.destroy();
    if (result) {
      done(result);
    }
  };
  request.on("error", () => finish(failed));
  const answered = ({ statusCode = 0 }: http.IncomingMessage) => {
    const result = verdict(statusCode, matches);
    if (answerDelayMs === 0) {
      finish(result);
    } else {
      clock.after(answerDelayMs, () => finish(result));
    }
  };
  request.on("upgrade", answered);
  request.on("response", answered);
  return { cancel: () => finish(undefined) };
}

const timedOut: CheckResult = { ok: false, reason: "Target.Timeout", description: "Request timed out" };
const failed: CheckResult = {
  ok: false,
  reason: "Target.FailedHealthChecks",
  description: "Health checks failed",
};

function verdict(statusCode: number, matches: StatusMatcher): CheckResult {
  if (matches(statusCode)) {
    return { ok: true };
  }
  return {
    ok: false,
    reason: "Target.ResponseCodeMismatch",
    description: `Health checks failed with these codes: [${statusCode}]`,
  };
}
