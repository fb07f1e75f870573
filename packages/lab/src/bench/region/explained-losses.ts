import type { Sample } from "@soft-landing/experiments/load/sample";
import type { BalancerCounts } from "@soft-landing/experiments/place/stack-status";

/** A time range, in milliseconds since the load's start. Without an end, it is still open. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** When a disturbance may cost requests, and how. */
export interface LossWindow extends Stretch {
  /** The disturbance, in words. */
  why: string;
  /** How a request may fail, as in {@link Sample.failure}. */
  failures: readonly string[];
  /** True if it explains only losses of a build that does not degrade. */
  onlyHardBuild: boolean;
}

/**
 * The requests that no disturbance explains: they failed in another way, at another time, or while a build served that promises
 * to degrade instead.
 *
 * @param hardBuild when a build served that does not degrade
 */
export function unexplainedLosses(
  samples: readonly Sample[],
  windows: readonly LossWindow[],
  hardBuild: readonly Stretch[],
): Sample[] {
  const isExplained = (sample: Sample) =>
    windows.some(
      (window) =>
        sample.failure !== null &&
        window.failures.includes(sample.failure) &&
        overlap(window, stretchOf(sample)) &&
        (!window.onlyHardBuild ||
          hardBuild.some((hard) => overlap(hard, window) && overlap(hard, stretchOf(sample)))),
    );
  return samples.filter((sample) => sample.outcome === "failed" && !isExplained(sample));
}

function stretchOf({ intendedMs, latencyMs }: Sample): Stretch {
  return { fromMs: intendedMs, toMs: intendedMs + latencyMs };
}

function overlap(one: Stretch, other: Stretch): boolean {
  return one.fromMs <= other.toMs && other.fromMs <= one.toMs;
}

/** The same number from clients and from CloudWatch. */
export interface ComparedCount {
  label: string;
  clients: number;
  cloudWatch: number;
}

/**
 * What clients saw next to what the load balancer counted. Requests without any answer are only in the last
 * row.
 */
export function comparedCounts(samples: readonly Sample[], counts: BalancerCounts): ComparedCount[] {
  const ended = (failure: string) => samples.filter((sample) => sample.failure === failure).length;
  const pages = samples.filter(({ outcome }) => outcome !== "failed").length;
  const named = new Set([null, "HTTP 502", "HTTP 503", "HTTP 504"]);
  const { elb4xx = 0, elb5xx = 0, elb502 = 0, elb503 = 0, elb504 = 0 } = counts;
  const { target2xx = 0, target4xx = 0, target5xx = 0, requestCount = 0 } = counts;
  return [
    { label: "200, of targets", clients: pages, cloudWatch: target2xx },
    { label: "502", clients: ended("HTTP 502"), cloudWatch: elb502 },
    { label: "503", clients: ended("HTTP 503"), cloudWatch: elb503 },
    { label: "504", clients: ended("HTTP 504"), cloudWatch: elb504 },
    {
      label: "anything else",
      clients: samples.filter(({ failure }) => !named.has(failure)).length,
      cloudWatch: target4xx + target5xx + elb4xx + elb5xx - elb502 - elb503 - elb504,
    },
    // Without a target there is no request to count (RequestCount in the ALB user guide).
    { label: "all", clients: samples.length - ended("HTTP 503"), cloudWatch: requestCount },
  ];
}
