/** What a person got: their own recommendation, the static stand-in, or no page at all. */
export const outcomes = ["personal", "degraded", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** One request of a load test. */
export interface Sample {
  /** When it was meant to be sent, in milliseconds since the load's start. */
  intendedMs: number;
  /** How much later than that it was sent, in milliseconds. */
  lagMs: number;
  /** From the intended time to the last byte of the answer or to the failure, in milliseconds. */
  latencyMs: number;
  outcome: Outcome;
  /** How it failed, in a few words that group alike failures; null where it did not. */
  failure: string | null;
}
