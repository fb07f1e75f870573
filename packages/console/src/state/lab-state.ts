import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";

/** How many seconds of numbers a page keeps: 15 minutes. */
export const keptSeconds = 900;

export type Notice =
  | { kind: "restarted"; at: string }
  /** The lab sends what this page does not understand: another version. */
  | { kind: "mismatch"; detail: string };

/** All that a page knows of the lab. */
export interface LabState {
  connection: "connecting" | "live" | "lost";
  snapshot: LabSnapshot | null;
  /** Ascending, one for each second that the lab reported. */
  seconds: readonly Second[];
  notice: Notice | null;
}

export type LabEvent =
  | { type: "opened" }
  | { type: "lost" }
  | { type: "snapshot"; snapshot: LabSnapshot }
  | { type: "second"; second: Second }
  | { type: "mismatch"; detail: string }
  | { type: "dismissed" };

export const initialLabState: LabState = {
  connection: "connecting",
  snapshot: null,
  seconds: [],
  notice: null,
};

/** @param knownLabId the lab this tab has shown before a reload, if any */
export function reduceLabState(state: LabState, event: LabEvent, knownLabId?: string): LabState {
  switch (event.type) {
    case "opened":
      return { ...state, connection: "live" };
    case "lost":
      return { ...state, connection: "lost" };
    case "snapshot": {
      const before = state.snapshot?.labId ?? knownLabId;
      const restarted = before !== undefined && before !== event.snapshot.labId;
      return {
        connection: "live",
        snapshot: event.snapshot,
        seconds: restarted ? [] : state.seconds,
        notice: restarted ? { kind: "restarted", at: event.snapshot.startedAt } : state.notice,
      };
    }
    case "second":
      return { ...state, seconds: withSecond(state.seconds, event.second) };
    case "mismatch":
      return { ...state, notice: { kind: "mismatch", detail: event.detail } };
    case "dismissed":
      return { ...state, notice: null };
  }
}

/** The number to resume after: the last but one second the page has, because the newest may not have been over. */
export function lastEventId(state: LabState): number {
  return state.seconds.at(-2)?.second ?? 0;
}

/** A resumed stream may repeat what the page has: the repetition replaces it, and order stays. */
function withSecond(seconds: readonly Second[], second: Second): readonly Second[] {
  const newest = seconds.at(-1);
  if (newest === undefined || newest.second < second.second) {
    return [...seconds.slice(Math.max(0, seconds.length - keptSeconds + 1)), second];
  }
  const others = seconds.filter(({ second: number }) => number !== second.second);
  return [...others, second].sort((a, b) => a.second - b.second).slice(-keptSeconds);
}
