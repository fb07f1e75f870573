import type { Latency } from "@soft-landing/shared/journal";
import hdr, { type Histogram } from "hdr-histogram-js";

const longestMicroseconds = 10 * 60 * 1_000_000;

/** An empty HDR histogram of microseconds: up to 10 min, at three significant digits. */
export function latencyHistogram(): Histogram {
  return hdr.build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestMicroseconds,
    numberOfSignificantValueDigits: 3,
  });
}

export function recordLatency(histogram: Histogram, latencyMs: number): void {
  histogram.recordValue(Math.min(longestMicroseconds, Math.max(0, Math.round(latencyMs * 1000))));
}

/** Null if nothing was recorded. */
export function latencyOf(histogram: Histogram): Latency | null {
  if (histogram.totalCount === 0) {
    return null;
  }
  const atMs = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50Ms: atMs(50), p975Ms: atMs(97.5), p99Ms: atMs(99), maxMs: atMs(100) };
}

export function encodeHistogram(histogram: Histogram): string {
  return hdr.encodeIntoCompressedBase64(histogram);
}

/** Adds up encoded histograms, for example those of a run's rounds. */
export function addedHistograms(encoded: readonly string[]): Histogram {
  const sum = latencyHistogram();
  for (const one of encoded) {
    sum.add(hdr.decodeFromCompressedBase64(one) as Histogram);
  }
  return sum;
}
