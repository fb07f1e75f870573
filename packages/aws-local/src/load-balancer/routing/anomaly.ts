import type { TargetDescription, TargetGroupSettings } from "../contract.ts";

/** What the detection counts for one target: requests and how many of them failed (5xx or no connection). */
export interface Observed {
  recentRequests: number;
  recentFailures: number;
}

type Anomaly = TargetDescription["anomaly"];

interface Standing {
  anomaly: Anomaly;
  /** Share of a normal target's traffic, from `smallestWeight` to 1. */
  weight: number;
}

const normal: Standing = { anomaly: { result: "normal", mitigationInEffect: false }, weight: 1 };

/** Automatic Target Weights need at least this many healthy targets (ALB user guide). */
const fewestTargets = 3;
/** AWS does not publish its rule: these are the stand-in's. A target is anomalous that fails this much more than its peers. */
const fewestRequests = 5;
const excessFailureRate = 0.2;
/** Mitigation takes away this factor at each look, down to a trickle that shows whether the target recovers. */
const reduction = 0.5;
const smallestWeight = 0.05;
/** A target that behaves again regains its share in steps. */
const recovery = 0.1;

/**
 * Automatic Target Weights: detection runs whatever the algorithm; mitigation moves weight only with weighted_random
 * and where the group has it on. Looks every five seconds.
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

  forget(target: T): void {
    this.#standings.delete(target);
  }

  /** Compares the healthy targets with each other over the time since the last look. */
  look(healthy: readonly T[]): { anomalous: number; mitigated: number } {
    const enough = healthy.length >= fewestTargets;
    const judged = healthy.map((target) => [target, standsOutAmong(target, healthy)] as const);
    let anomalous = 0;
    let mitigated = 0;
    for (const [target, standsOut] of judged) {
      const standing = enough ? this.#after(target, standsOut) : normal;
      this.#standings.set(target, standing);
      if (standsOut !== undefined) {
        target.recentRequests = 0;
        target.recentFailures = 0;
      }
      if (standing.anomaly.result === "anomalous") {
        anomalous++;
      }
      if (standing.anomaly.mitigationInEffect) {
        mitigated++;
      }
    }
    return { anomalous, mitigated };
  }

  #after(target: T, standsOut: boolean | undefined): Standing {
    const before = this.#standing(target);
    const anomalous = standsOut ?? before.anomaly.result === "anomalous";
    const weight = this.#mitigates ? nextWeight(before.weight, anomalous) : 1;
    if (!anomalous && weight === 1) {
      return normal;
    }
    return {
      anomaly: { result: anomalous ? "anomalous" : "normal", mitigationInEffect: weight < 1 },
      weight,
    };
  }

  #standing(target: T): Standing {
    return this.#standings.get(target) ?? normal;
  }
}

function nextWeight(weight: number, anomalous: boolean): number {
  return anomalous ? Math.max(smallestWeight, weight * reduction) : Math.min(1, weight + recovery);
}

/** Undefined where too few requests went there to tell; they are counted on. */
function standsOutAmong<T extends Observed>(target: T, all: readonly T[]): boolean | undefined {
  if (target.recentRequests < fewestRequests) {
    return undefined;
  }
  let requests = 0;
  let failures = 0;
  for (const other of all) {
    if (other === target) {
      continue;
    }
    requests += other.recentRequests;
    failures += other.recentFailures;
  }
  if (requests < fewestRequests) {
    return undefined;
  }
  return target.recentFailures / target.recentRequests - failures / requests > excessFailureRate;
}
