import type { TargetDescription, TargetGroupSettings } from "../contract.ts";

/**
 * The requests that a target got since it was registered, and how many of them failed (5xx, or no answer).
 */
export interface Observed {
  readonly requests: number;
  readonly failures: number;
}

type Anomaly = TargetDescription["anomaly"];

interface Standing {
  anomaly: Anomaly;
  /** Share of a normal target's traffic, from `smallestWeight` to 1. */
  weight: number;
  /** The counts at the last judgement. */
  judged: Observed;
}

const normal: Anomaly = { result: "normal", mitigationInEffect: false };
const unknown: Standing = { anomaly: normal, weight: 1, judged: { requests: 0, failures: 0 } };

/** Automatic Target Weights need at least this many healthy targets (ALB user guide). */
const fewestTargets = 3;
/**
 * AWS does not publish its rule: these are the lab's numbers. A target is anomalous if its failure rate is
 * higher than its peers' by this much.
 */
const fewestRequests = 5;
const excessFailureRate = 0.2;
/**
 * Mitigation multiplies the weight by this factor at each check, down to a small share that shows whether the
 * target recovers.
 */
const reduction = 0.5;
const smallestWeight = 0.05;
/** A target that recovers gets its share back in steps. */
const recovery = 0.1;

/**
 * Automatic Target Weights: detection runs with every algorithm. Mitigation changes weights only with
 * weighted_random and if the group has it on. Checks every five seconds.
 */
export class AnomalyDetector<T extends Observed & object> {
  static readonly intervalSeconds = 5;
  readonly #mitigates: boolean;
  readonly #standings = new WeakMap<T, Standing>();

  constructor({
    algorithm,
    anomalyMitigation,
  }: Pick<TargetGroupSettings, "algorithm" | "anomalyMitigation">) {
    this.#mitigates = algorithm === "weighted_random" && anomalyMitigation === "on";
  }

  describe(target: T): Anomaly {
    return this.#standing(target).anomaly;
  }

  weightOf(target: T): number {
    return this.#standing(target).weight;
  }

  /** Compares the healthy targets with each other over the time since the last check. */
  look(healthy: readonly T[]): { anomalous: number; mitigated: number } {
    const enough = healthy.length >= fewestTargets;
    const recent = healthy.map((target) => since(this.#standing(target).judged, target));
    let anomalous = 0;
    let mitigated = 0;
    for (const [i, target] of healthy.entries()) {
      const standing = this.#after(target, standsOutAmong(i, recent), enough);
      this.#standings.set(target, standing);
      if (standing.anomaly.result === "anomalous") {
        anomalous++;
      }
      if (standing.anomaly.mitigationInEffect) {
        mitigated++;
      }
    }
    return { anomalous, mitigated };
  }

  #after(target: T, standsOut: boolean | undefined, enough: boolean): Standing {
    const before = this.#standing(target);
    const { requests, failures } = target;
    const judged = standsOut === undefined ? before.judged : { requests, failures };
    if (!enough) {
      return { anomaly: normal, weight: 1, judged };
    }
    const anomalous = standsOut ?? before.anomaly.result === "anomalous";
    const weight = this.#mitigates ? nextWeight(before.weight, anomalous) : 1;
    return {
      anomaly: { result: anomalous ? "anomalous" : "normal", mitigationInEffect: weight < 1 },
      weight,
      judged,
    };
  }

  #standing(target: T): Standing {
    return this.#standings.get(target) ?? unknown;
  }
}

function since(judged: Observed, { requests, failures }: Observed): Observed {
  return { requests: requests - judged.requests, failures: failures - judged.failures };
}

function nextWeight(weight: number, anomalous: boolean): number {
  return anomalous ? Math.max(smallestWeight, weight * reduction) : Math.min(1, weight + recovery);
}

/** Undefined if too few requests went to it, or to its peers, to judge. They keep counting. */
function standsOutAmong(index: number, recent: readonly Observed[]): boolean | undefined {
  const own = recent[index] ?? unknown.judged;
  let requests = 0;
  let failures = 0;
  for (const other of recent) {
    if (other !== own) {
      requests += other.requests;
      failures += other.failures;
    }
  }
  if (own.requests < fewestRequests || requests < fewestRequests) {
    return undefined;
  }
  return own.failures / own.requests - failures / requests > excessFailureRate;
}
