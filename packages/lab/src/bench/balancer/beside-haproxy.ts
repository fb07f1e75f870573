import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { median, ratios, rowOf } from "../bench.ts";

/** `bareNode` is Node's own server with undici, which only forward: about what a load balancer that uses them can reach. */
export type Compared = "lab" | "haproxy" | "bareNode";

/** One figure of each, round by round. */
type Figures = Readonly<Record<Compared, readonly number[]>>;

/** The load balancer's share for its rules, metrics and checks. */
const tolerance = 0.1;

/**
 * Throughput beside HAProxy's. The goal is `least`, or nine tenths of bare Node's where that reaches less.
 *
 * @param what the work, as the labels end
 */
export function throughputRows(figures: Figures, what: string, least?: number): BenchRow[] {
  const bare = ratios(figures.bareNode, figures.haproxy);
  const bound = (1 - tolerance) * median(bare);
  const goal =
    least === undefined
      ? undefined
      : {
          text: `at least ${least.toFixed(2)}, or 0.9 of bare Node`,
          met: (ratio: number) => ratio >= Math.min(least, bound),
        };
  return [
    rowOf(`lab / HAProxy${what}`, "×", ratios(figures.lab, figures.haproxy), goal),
    rowOf(`bare Node / HAProxy${what}`, "×", bare),
  ];
}

/** A delay beside HAProxy's. The goal is `most`, or 1.1 times bare Node's where that adds more. */
export function delayRows(figures: Figures, what: string, most: number): BenchRow[] {
  const bare = ratios(figures.bareNode, figures.haproxy);
  const bound = (1 + tolerance) * median(bare);
  return [
    rowOf(`${what}, lab / HAProxy`, "×", ratios(figures.lab, figures.haproxy), {
      text: `at most ${most}, or 1.1 of bare Node`,
      met: (ratio) => ratio <= Math.max(most, bound),
    }),
    rowOf(`${what}, bare Node / HAProxy`, "×", bare),
  ];
}
