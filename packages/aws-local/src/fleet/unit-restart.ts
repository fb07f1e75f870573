import type { RestartPolicy, UnitSettings } from "./unit-settings.ts";

/** How a unit's main process ended. */
export interface UnitEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

export type RestartDecision =
  | { kind: "restart"; delayMs: number }
  | { kind: "stay-down"; reason: "policy" | "start-limit-hit" };

/**
 * Whether systemd restarts the unit (systemd.service(5), Restart=).
 *
 * @param startsMs the times of all starts so far, in milliseconds
 */
export function decideRestart(
  settings: Pick<UnitSettings, "restart" | "restartDelayMs" | "startLimit">,
  end: UnitEnd,
  startsMs: readonly number[],
  nowMs: number,
): RestartDecision {
  if (!policyRestarts(settings.restart, end)) {
    return { kind: "stay-down", reason: "policy" };
  }
  const { intervalMs, burst } = settings.startLimit;
  const restartMs = nowMs + settings.restartDelayMs;
  const recentStarts = startsMs.filter((startMs) => startMs > restartMs - intervalMs).length;
  const limited = burst > 0 && recentStarts >= burst;
  return limited
    ? { kind: "stay-down", reason: "start-limit-hit" }
    : { kind: "restart", delayMs: settings.restartDelayMs };
}

/** Signals that systemd counts as a clean end. */
const cleanSignals: readonly NodeJS.Signals[] = ["SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE"];

function policyRestarts(policy: RestartPolicy, { exitCode, signal }: UnitEnd): boolean {
  const clean = signal === null ? exitCode === 0 : cleanSignals.includes(signal);
  const uncleanSignal = signal !== null && !clean;
  const restarts: Record<RestartPolicy, boolean> = {
    always: true,
    "on-success": clean,
    "on-failure": !clean,
    "on-abnormal": uncleanSignal,
    "on-abort": uncleanSignal,
    "on-watchdog": false,
    no: false,
  };
  return restarts[policy];
}
