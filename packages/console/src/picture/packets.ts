import { type AnswerKind, answerKinds } from "@soft-landing/shared/answer-kinds";
import type { Second } from "@soft-landing/shared/lab-api";

/** Where a request turns around: at the load balancer, at the instance, or at its dependencies. */
export type Turn = "load-balancer" | "target" | "dependency";

/** A dot for some of a second's requests. */
export interface Packet {
  /** Null if no target was chosen. */
  target: string | null;
  kind: AnswerKind;
  turn: Turn;
  /** When it starts, within the second. */
  delayMs: number;
}

/** At most this many dots per second start for one target. More requests hardly add dots. */
export const mostPacketsPerTarget = 8;

/**
 * Turns a second's counts into a few dots. Every target with requests gets at least one, and the dots of a
 * build's targets have the same ratio as that build's answers.
 *
 * @param buildOf the build of an instance; undefined if it is not known
 */
export function packetsOf(second: Second, buildOf: (instanceId: string) => string | undefined): Packet[] {
  const rejectedCount = packetCount(second.elb503 ?? 0);
  const rejected = Array.from({ length: rejectedCount }, (_, index): Packet => {
    const delayMs = Math.round((index / rejectedCount) * 1000);
    return { target: null, kind: "failed", turn: "load-balancer", delayMs };
  });
  const targets = Object.entries(second.requestsByTarget).filter(([, count]) => count > 0);
  const builds = new Set(targets.map(([target]) => buildOf(target)));
  const sent = [...builds].flatMap((build) => {
    const ofBuild = targets.filter(([target]) => buildOf(target) === build);
    return packetsOfBuild(ofBuild, kindsOf(second, build), refusedShare(second));
  });
  return [...rejected, ...sent];
}

/** One dot for each request up to four, then ever slower growth up to {@link mostPacketsPerTarget}. */
export function packetCount(requests: number): number {
  if (requests <= 4) {
    return Math.max(0, Math.ceil(requests));
  }
  return Math.min(mostPacketsPerTarget, 4 + Math.floor(Math.log2(requests / 4)));
}

function packetsOfBuild(
  targets: readonly [id: string, count: number][],
  kinds: ReadonlyMap<AnswerKind, number>,
  refused: number,
): Packet[] {
  const turns = roundRobin(targets.flatMap(([id, count]) => Array(packetCount(count)).fill(id)));
  const total = [...kinds.values()].reduce((all, count) => all + count, 0);
  if (total === 0) {
    // Nobody has an answer yet, so its end cannot be shown.
    return [];
  }
  return turns.map((target, index): Packet => {
    // The middle of each dot's slice of the answers, so that the ratio is right for any number of dots.
    const position = ((scattered(index, turns.length) + 0.5) / turns.length) * total;
    const kind = kindAt(position, kinds);
    const early = kind === "failed" && (index + 0.5) / turns.length < refused;
    return {
      target,
      kind,
      turn: early ? "target" : "dependency",
      delayMs: Math.round((index / turns.length) * 1000),
    };
  });
}

function kindsOf({ answers }: Second, build: string | undefined): ReadonlyMap<AnswerKind, number> {
  const ofBuild = answers.find((one) => one.build === build);
  return new Map(answerKinds.map((kind) => [kind, ofBuild?.[kind] ?? 0]));
}

/** The share of failed requests that no instance received. */
function refusedShare({ targetConnectionErrors = 0, elb502 = 0 }: Second): number {
  return Math.min(1, targetConnectionErrors / Math.max(1, elb502));
}

function kindAt(position: number, kinds: ReadonlyMap<AnswerKind, number>): AnswerKind {
  let end = 0;
  for (const [kind, count] of kinds) {
    end += count;
    if (position < end) {
      return kind;
    }
  }
  return "answered";
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

/** Spreads indices over their range without repetition, so that equal outcomes do not follow each other. */
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
