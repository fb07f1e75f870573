import type { LabSnapshot, LabStacks, Second } from "@soft-landing/shared/lab-api";
import type { LabEvent } from "../api/event-stream.ts";

/** How many seconds of numbers a page keeps for each stack: 15 minutes. */
export const keptSeconds = 900;

export type Notice =
  | { kind: "restarted"; at: string }
  /** The lab sends something that this page does not understand: it has another version. */
  | { kind: "mismatch"; detail: string };

/** A stack that serves, and its numbers. */
export interface StackState {
  snapshot: LabSnapshot;
  /** Ascending, one for each second that the lab reported. */
  seconds: readonly Second[];
}

/** Everything that a page knows about the lab. */
export interface LabState {
  connection: "connecting" | "live" | "lost";
  /** Null until the lab has sent it. */
  lab: LabStacks | null;
  /** Those that serve, in the lab's order. */
  stacks: readonly StackState[];
  notice: Notice | null;
}

export const initialLabState: LabState = {
  connection: "connecting",
  lab: null,
  stacks: [],
  notice: null,
};

/** @param knownLabId the lab that this tab showed before a reload, if any */
export function reduceLabState(state: LabState, event: LabEvent, knownLabId?: string): LabState {
  switch (event.type) {
    case "opened":
      return { ...state, connection: "live" };
    case "lost":
      return { ...state, connection: "lost" };
    case "stacks":
      return withLab(state, event.lab, knownLabId);
    case "snapshot":
      return { ...state, connection: "live", stacks: withSnapshot(state, event.snapshot) };
    case "second":
      return {
        ...state,
        stacks: state.stacks.map((stack) =>
          stack.snapshot.stack === event.second.stack
            ? { ...stack, seconds: withSecond(stack.seconds, event.second) }
            : stack,
        ),
      };
    case "mismatch":
      return { ...state, notice: { kind: "mismatch", detail: event.detail } };
    case "dismissed":
      return { ...state, notice: null };
  }
}

/** The second from which to resume: the newest that the page has, which may be incomplete. */
export function lastEventId(state: LabState): number {
  return Math.max(0, ...state.stacks.map(({ seconds }) => seconds.at(-1)?.second ?? 0));
}

/** Updates the list of stacks. Stacks that are gone are forgotten, and so is everything of another lab. */
function withLab(state: LabState, lab: LabStacks, knownLabId: string | undefined): LabState {
  const before = state.lab?.labId ?? knownLabId;
  const restarted = before !== undefined && before !== lab.labId;
  const serving = new Set(lab.stacks.filter(({ build }) => build !== null).map(({ name }) => name));
  return {
    connection: "live",
    lab,
    stacks: restarted ? [] : state.stacks.filter(({ snapshot }) => serving.has(snapshot.stack)),
    notice: restarted ? { kind: "restarted", at: lab.startedAt } : state.notice,
  };
}

function withSnapshot({ lab, stacks }: LabState, snapshot: LabSnapshot): readonly StackState[] {
  const known = stacks.find((stack) => stack.snapshot.stack === snapshot.stack);
  const others = stacks.filter((stack) => stack !== known);
  const order = lab?.stacks.map(({ name }) => name) ?? [];
  const placeOf = (stack: StackState) => order.indexOf(stack.snapshot.stack);
  return [...others, { snapshot, seconds: known?.seconds ?? [] }].sort((a, b) => placeOf(a) - placeOf(b));
}

/**
 * A resumed stream may repeat a second that the page has. The repetition replaces it, and the order stays.
 */
function withSecond(seconds: readonly Second[], second: Second): readonly Second[] {
  const newest = seconds.at(-1);
  if (newest === undefined || newest.second < second.second) {
    return [...seconds.slice(Math.max(0, seconds.length - keptSeconds + 1)), second];
  }
  const others = seconds.filter(({ second: number }) => number !== second.second);
  return [...others, second].sort((a, b) => a.second - b.second).slice(-keptSeconds);
}
