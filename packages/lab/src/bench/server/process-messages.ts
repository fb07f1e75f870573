/** What the bench's own processes say to their parent, and it to them, over Node's IPC channel. */

export interface ReadyMessage {
  type: "ready";
  /** 0 for a process that does not listen. */
  port: number;
}

/** How the canned AWS endpoint is to treat reads of the table. */
export interface CannedAwsOrder {
  table: { kind: "answer"; latencyMs: number } | { kind: "hang" } | { kind: "fail" };
}

/**
 * A load to make: closed (each connection asks again when answered, for a time), counted (the same, for a number of requests) or
 * open (at a constant rate, whatever the answers do).
 */
export type LoadOrder =
  | { kind: "closed"; url: string; connections: number; durationMs: number }
  | { kind: "counted"; url: string; connections: number; requests: number }
  | {
      kind: "open";
      url: string;
      requestsPerSecond: number;
      durationMs: number;
      /** A request not answered by then counts as lost. */
      giveUpAfterMs: number;
      connections: number;
    };

/** What came of a load. Latencies are milliseconds from the moment a request was due, so a late start counts as waiting. */
export interface LoadResult {
  elapsedMs: number;
  personal: number;
  degraded: number;
  /** 503, the server's own refusal. */
  refused: number;
  /** Any other answer, no answer, or a broken connection. */
  lost: number;
  latencyMs: { p50: number; p95: number; p99: number; max: number };
}
