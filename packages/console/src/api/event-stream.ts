import {
  type LabSnapshot,
  type LabStacks,
  labSnapshotSchema,
  labStacksSchema,
  type Second,
  secondSchema,
} from "@soft-landing/shared/lab-api";
import { firstIssue } from "./lab-client.ts";

/** What changes the page's state: the events of the stream, and a notice that the user dismisses. */
export type LabEvent =
  | { type: "opened" }
  | { type: "lost" }
  | { type: "stacks"; lab: LabStacks }
  | { type: "snapshot"; snapshot: LabSnapshot }
  | { type: "second"; second: Second }
  | { type: "mismatch"; detail: string }
  | { type: "dismissed" };

/** How long the page waits before it opens a closed stream again. */
const retryMs = 1000;

/**
 * Follows the lab's events. The browser resumes a broken stream by itself with `Last-Event-ID`. If it gives
 * up, because the lab answered with an error, the stream is opened again after the newest second that the
 * page has.
 *
 * @returns a function that stops following
 */
export function followLab(options: {
  lastEventId: () => number;
  onEvent: (event: LabEvent) => void;
}): () => void {
  const { lastEventId, onEvent } = options;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    const opened = new EventSource(`/api/events?lastEventId=${lastEventId()}`);
    source = opened;
    opened.addEventListener("open", () => onEvent({ type: "opened" }));
    opened.addEventListener("stacks", (message) => onEvent(stacksEvent(message)));
    opened.addEventListener("snapshot", (message) => onEvent(snapshotEvent(message)));
    opened.addEventListener("second", (message) => onEvent(secondEvent(message)));
    opened.addEventListener("error", () => {
      onEvent({ type: "lost" });
      if (opened.readyState === EventSource.CLOSED) {
        retry = setTimeout(open, retryMs);
      }
    });
  }

  open();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}

function stacksEvent(message: MessageEvent<string>): LabEvent {
  const result = labStacksSchema.safeParse(json(message.data));
  if (result.success) {
    return { type: "stacks", lab: result.data };
  }
  return { type: "mismatch", detail: `stacks: ${firstIssue(result.error)}` };
}

function snapshotEvent(message: MessageEvent<string>): LabEvent {
  const result = labSnapshotSchema.safeParse(json(message.data));
  if (result.success) {
    return { type: "snapshot", snapshot: result.data };
  }
  return { type: "mismatch", detail: `snapshot: ${firstIssue(result.error)}` };
}

function secondEvent(message: MessageEvent<string>): LabEvent {
  const result = secondSchema.safeParse(json(message.data));
  if (result.success) {
    return { type: "second", second: result.data };
  }
  return { type: "mismatch", detail: `second: ${firstIssue(result.error)}` };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
