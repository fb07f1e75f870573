import type { ServerResponse } from "node:http";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import type { RunningLab } from "../running/running-lab.ts";
import { createSecondHistory, type SecondHistory } from "./second-history.ts";
import { labSnapshot } from "./snapshot.ts";

/** Sends a lab's snapshots and seconds to everyone who listens. */
export interface EventStream {
  /** @param lastEventId the last second that the listener has; undefined: none, it starts now */
  attach(response: ServerResponse, lastEventId: number | undefined): void;
}

const throttleMs = 100;
const mostUnreadBytes = 4 * 1024 * 1024;

export function createEventStream(lab: RunningLab): EventStream {
  const history: SecondHistory = createSecondHistory(lab);
  const listeners = new Set<ServerResponse>();
  let lastShape = "";
  let scheduled = false;

  function publish(): void {
    scheduled = false;
    if (lab.signal.aborted || listeners.size === 0) {
      return;
    }
    const snapshot = labSnapshot(lab);
    const shape = withoutNumbers(snapshot);
    if (shape === lastShape) {
      return;
    }
    lastShape = shape;
    tellAll(snapshotEvent(snapshot));
  }

  /** Who does not read is let go; a page that wakes up comes back and resumes. */
  function tellAll(event: string): void {
    for (const listener of listeners) {
      if (listener.writableLength > mostUnreadBytes) {
        listener.destroy();
      } else {
        listener.write(event);
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
    tellAll(over ? secondEvent(second) : unfinishedEvent(second));
    publish();
  });

  return {
    attach(response, lastEventId) {
      response.writeHead(200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
      response.write("retry: 1000\n\n");
      response.write(snapshotEvent(labSnapshot(lab)));
      if (lastEventId !== undefined) {
        for (const second of history.after(lastEventId)) {
          response.write(secondEvent(second));
        }
      }
      listeners.add(response);
      response.once("close", () => listeners.delete(response));
    },
  };
}

/** What has to differ for a snapshot to be worth sending: numbers that move with every request do not count. */
function withoutNumbers(snapshot: LabSnapshot): string {
  const faults = snapshot.faults.map((fault) => ({ ...fault, effectCount: 0 }));
  return JSON.stringify({ ...snapshot, faults });
}

function snapshotEvent(snapshot: LabSnapshot): string {
  return `event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`;
}

/** Without an id, so that who resumes is given the whole second. */
function unfinishedEvent(second: { second: number }): string {
  return `event: second\ndata: ${JSON.stringify(second)}\n\n`;
}

function secondEvent(second: { second: number }): string {
  return `event: second\nid: ${second.second}\ndata: ${JSON.stringify(second)}\n\n`;
}
