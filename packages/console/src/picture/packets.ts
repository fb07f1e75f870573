import type { Second } from "@soft-landing/shared/lab-api";
import type { Answers } from "../state/answers.ts";

export type PacketOutcome = "personal" | "degraded" | "failed";

/** Where a failed or degraded request breaks: at the load balancer, on the way to the instance, or at its dependency. */
export type BreakPoint = "none" | "load-balancer" | "target" | "dependency";

/** A dot that stands for some of a second's requests. */
export interface Packet {
  /** Null where no target was chosen. */
  target: string | null;
  outcome: PacketOutcome;
  breaksAt: BreakPoint;
  /** When in the second it sets out. */
  delayMs: number;
}

/** At most so many dots a second set out to one target; beyond, more requests make hardly more dots. */
export const mostPacketsPerTarget = 8;

/**
 * Turns a second's counts into few dots: every target that had requests gets at least one, and the dots' outcomes stand in the
 * ratio of the answers.
 */
export function packetsOf(second: Second, answers: Answers): Packet[] {
  const targets = Object.entries(second.requestsByTarget)
    .filter(([, count]) => count > 0)
    .flatMap(([target, count]) => Array.from({ length: packetCount(count) }, () => target));
  const total = answers.personal + answers.degraded + answers.failed;
  const rejectedCount = packetCount(second.elb503 ?? 0);
  const rejected = Array.from({ length: rejectedCount }, (_, index): Packet => {
    const delayMs = Math.round((index / rejectedCount) * 1000);
    return { target: null, outcome: "failed", breaksAt: "load-balancer", delayMs };
  });
  const turns = roundRobin(targets);
  const refusedShare = Math.min(1, (second.targetConnectionErrors ?? 0) / Math.max(1, second.elb502 ?? 0));
  const sent = turns.map((target, index): Packet => {
    // The middle of each dot's slice of the answers, so that the ratio holds for any number of dots.
    const position = ((scattered(index, turns.length) + 0.5) / turns.length) * total;
    const outcome = outcomeAt(position, answers);
    return {
      target,
      outcome,
      breaksAt: breakPoint(outcome, (index + 0.5) / turns.length < refusedShare),
      delayMs: Math.round((index / turns.length) * 1000),
    };
  });
  return [...rejected, ...sent];
}

/** One dot for each request up to four, then slower and slower growth up to {@link mostPacketsPerTarget}. */
export function packetCount(requests: number): number {
  if (requests <= 4) {
    return Math.max(0, Math.ceil(requests));
  }
  return Math.min(mostPacketsPerTarget, 4 + Math.floor(Math.log2(requests / 4)));
}

function outcomeAt(position: number, answers: Answers): PacketOutcome {
  if (position < answers.failed) {
    return "failed";
  }
  if (position < answers.failed + answers.degraded) {
    return "degraded";
  }
  return "personal";
}

function breakPoint(outcome: PacketOutcome, refused: boolean): BreakPoint {
  if (outcome === "personal") {
    return "none";
  }
  return outcome === "failed" && refused ? "target" : "dependency";
}

function roundRobin(targets: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const target of targets) {
    left.set(target, (left.get(target) ?? 0) + 1);
  }
  const turns: string[] = [];
  while (turns.length < targets.length) {
    for (const [target, count] of left) {
      if (count === 0) {
        continue;
      }
      turns.push(target);
      left.set(target, count - 1);
    }
  }
  return turns;
}

/** Spreads indices over their range without repetition, so that equal outcomes do not come in a row. */
function scattered(index: number, length: number): number {
  const step = coprimeStep(length);
  return (index * step) % length;
}

function coprimeStep(length: number): number {
  for (let step = Math.max(1, Math.round(length * 0.38)); step < length; step++) {
    if (gcd(step, length) === 1) {
      return step;
    }
  }
  return 1;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
