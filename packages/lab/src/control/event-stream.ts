import type { ServerResponse } from "node:http";
import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import type { RunningLab } from "../running/running-lab.ts";
import { createSecondHistory, type SecondHistory } from "./second-history.ts";
import { labStacks, stackSnapshots } from "./snapshot.ts";

/** Sends a lab's stacks, snapshots and seconds to every listener. */
export interface EventStream {
  /** @param lastEventId the last second that the listener has; undefined if it has none and starts now */
  attach(response: ServerResponse, lastEventId: number | undefined): void;
}

/** An event that is sent only when its text differs from the last one of its name. */
interface StateEvent {
  name: string;
  shape: string;
  text: string;
}

const throttleMs = 100;
const mostUnreadBytes = 4 * 1024 * 1024;

export function createEventStream(lab: RunningLab): EventStream {
  const history: SecondHistory = createSecondHistory(lab);
  const listeners = new Set<ServerResponse>();
  let lastShapes: ReadonlyMap<string, string> = new Map();
  let scheduled = false;

  function stateEvents(): StateEvent[] {
    const stacks = labStacks(lab);
    return [
      { name: "stacks", shape: JSON.stringify(stacks), text: event("stacks", stacks) },
      ...stackSnapshots(lab).map((snapshot) => ({
        name: `snapshot ${snapshot.stack}`,
        shape: withoutNumbers(snapshot),
        text: event("snapshot", snapshot),
      })),
    ];
  }

  function publish(): void {
    scheduled = false;
    if (lab.signal.aborted || listeners.size === 0) {
      return;
    }
    const events = stateEvents();
    for (const { name, shape, text } of events) {
      if (lastShapes.get(name) !== shape) {
        tellAll(text);
      }
    }
    lastShapes = new Map(events.map(({ name, shape }) => [name, shape]));
  }

  /** A listener that does not read is disconnected. A page that wakes up reconnects and resumes. */
  function tellAll(text: string): void {
    for (const listener of listeners) {
      if (listener.writableLength > mostUnreadBytes) {
        listener.destroy();
      } else {
        listener.write(text);
      }
    }
  }

  lab.changes.subscribe(() => {
    if (scheduled) {
      return;
    }
    scheduled = true;
    lab.clock.after(throttleMs, publish);
  });
  history.subscribe((second, over) => {
    tellAll(over ? secondEvent(second) : event("second", second));
    publish();
  });

  return {
    attach(response, lastEventId) {
      response.writeHead(200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
      response.write("retry: 1000\n\n");
      for (const { text } of stateEvents()) {
        response.write(text);
      }
      if (lastEventId !== undefined) {
        for (const second of history.since(lastEventId)) {
          response.write(secondEvent(second));
        }
      }
      listeners.add(response);
      response.once("close", () => listeners.delete(response));
    },
  };
}

/**
 * The differences that make a snapshot worth sending: numbers that change with every request do not count.
 */
function withoutNumbers(snapshot: LabSnapshot): string {
  const faults = snapshot.faults.map((fault) => ({ ...fault, effectCount: 0 }));
  return JSON.stringify({ ...snapshot, faults });
}

function secondEvent(second: Second): string {
  return event("second", second, second.second);
}

/**
 * @param id the number of a complete second: a listener that resumes after it gets it again, and all that
 *   follow
 */
function event(name: string, data: unknown, id?: number): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${name}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}
