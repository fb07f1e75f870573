/** The parts of AWS that the lab imitates, in the order in which docs/fidelity.md shows them. */
export const fidelityAreas = [
  "Load balancer",
  "Target health",
  "Fleet",
  "Instance metadata",
  "AWS endpoint",
  "Parameter Store",
  "DynamoDB",
  "Elastic Load Balancing API",
  "Auto Scaling API",
  "CloudWatch",
  "STS",
  "Faults",
] as const;
export type FidelityArea = (typeof fidelityAreas)[number];

/**
 * One behaviour of AWS that the lab has too, and the test that proves it. Rows stand beside the stand-in that they are about, in its
 * `fidelity.ts`, and are listed in fidelity-rows.ts.
 */
export interface FidelityRow {
  /** Unique and stable, for example `imds.token-ttl`. */
  id: string;
  area: FidelityArea;
  /** What the lab does, in a few words. */
  behaviour: string;
  /** What AWS does. */
  fact: string;
  /** Where that is written, or how it is known. */
  source: string;
  /** The proof: a file under packages/lab/test, and the title of the `it` as it stands in the source. */
  test: { file: string; name: string };
}

/** What AWS does and the lab does not, and why. */
export interface NotImitated {
  area: FidelityArea;
  what: string;
  why: string;
}

/** What a stand-in's `fidelity.ts` exports. */
export interface StandInFidelity {
  rows: readonly FidelityRow[];
  notImitated: readonly NotImitated[];
}
