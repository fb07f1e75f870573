import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { Compared } from "../balancer/beside-haproxy.ts";
import { rowOf } from "../bench.ts";

/** The cost of one amount of work, round by round. */
export interface GrowthPoint {
  /** The amount, such as 300 targets. */
  work: number;
  /** The total cost, such as CPU seconds. */
  costs: readonly number[];
}

/**
 * How the whole cost grows with the work: the exponent of the power law that fits best (least squares over the logarithms). 1 is in
 * proportion, 2 is with the square, 0 is not at all.
 *
 * @throws RangeError for fewer than two amounts
 */
export function exponent(points: readonly { work: number; cost: number }[]): number {
  if (new Set(points.map(({ work }) => work)).size < 2) {
    throw new RangeError("Growth needs two amounts of work or more.");
  }
  const logs = points.map(({ work, cost }) => ({ x: Math.log(work), y: Math.log(cost) }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  const covariance = mean(logs.map(({ x, y }) => (x - meanX) * (y - meanY)));
  return covariance / mean(logs.map(({ x }) => (x - meanX) ** 2));
}

/** Over a hundredfold of work, an exponent that is higher by this makes each unit a quarter dearer. */
const tolerance = 0.05;

/** A row that names the shape: the exponent of each round, and whether the cost grows no faster than the work. */
export function shapeRow(label: string, points: readonly GrowthPoint[]): BenchRow {
  return rowOf(label, "exponent", exponents(points), {
    text: "no faster than the work: at most 1.05",
    met: (value) => value <= 1 + tolerance,
  });
}

/** One amount of work after the other, for each proxy. */
export type GrowthOfProxies = Record<Compared, GrowthPoint[]>;

/**
 * Adds one amount of work.
 *
 * @param costOf the total cost, from a round's figure
 */
export function addPoints(
  points: GrowthOfProxies,
  work: number,
  figures: Readonly<Record<Compared, readonly number[]>>,
  costOf: (figure: number) => number,
): void {
  points.lab.push({ work, costs: figures.lab.map(costOf) });
  points.haproxy.push({ work, costs: figures.haproxy.map(costOf) });
  points.bareNode.push({ work, costs: figures.bareNode.map(costOf) });
}

/**
 * Rows that name the shape of each proxy's cost. What grows faster than the work with the others too belongs to the sockets and
 * to the machine's caches, so the load balancer may grow as fast as HAProxy or bare Node in the same rounds.
 */
export function shapeRowsBesideOthers(what: string, points: GrowthOfProxies): BenchRow[] {
  const haproxy = rowOf(`HAProxy, ${what}`, "exponent", exponents(points.haproxy));
  const bareNode = rowOf(`bare Node, ${what}`, "exponent", exponents(points.bareNode));
  const most = Math.max(1, haproxy.median, bareNode.median) + tolerance;
  const lab = rowOf(`lab, ${what}`, "exponent", exponents(points.lab), {
    text: "no faster than the work, HAProxy or bare Node: at most 0.05 more",
    met: (value) => value <= most,
  });
  return [lab, haproxy, bareNode];
}

function exponents(points: readonly GrowthPoint[]): number[] {
  const rounds = Math.min(...points.map(({ costs }) => costs.length));
  return Array.from({ length: rounds }, (_, round) =>
    exponent(points.map(({ work, costs }) => ({ work, cost: costs[round] ?? Number.NaN }))),
  );
}
