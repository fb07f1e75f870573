import type { LoadProcess } from "../load/load-process.ts";
import type { Sample } from "../load/sample.ts";
import type { Subject } from "./run-round.ts";

/**
 * How builds are warmed up: a gentle start, then intervals at the full rate until all are steady, up to a
 * limit.
 */
const stretchSeconds = 3;
const gentleShare = 0.25;
const mostFullStretches = 6;
/** An interval is steady when everyone got a personal page and 49 of 50 within this time. */
const steadyMs = 50;
const steadyShare = 0.98;
const leadMs = 100;

export interface WarmUpOptions {
  subjects: readonly Subject[];
  load: LoadProcess;
  ratePerSecond: number;
  requestTimeoutMs: number;
  maxInFlightPerBuild: number;
  signal: AbortSignal;
}

/**
 * Sends load to all builds at once until each answers steadily. Fresh processes are slow, and a circuit
 * breaker that takes that for a failure would spoil the next measurement. Resolves with the number of
 * requests that each build got.
 */
export async function warmUp(options: WarmUpOptions): Promise<number> {
  const { subjects, ratePerSecond } = options;
  let requests = (await stretch(options, Math.max(1, ratePerSecond * gentleShare))).requests;
  for (let turn = 0; turn < mostFullStretches; turn++) {
    const { samples, requests: more } = await stretch(options, ratePerSecond);
    requests += more;
    if (subjects.every(({ id }) => isSteady(samples[id] ?? []))) {
      break;
    }
  }
  return requests;
}

export function isSteady(samples: readonly Sample[]): boolean {
  const quick = samples.filter(({ latencyMs }) => latencyMs <= steadyMs);
  return (
    samples.every(({ outcome }) => outcome === "personal") && quick.length >= samples.length * steadyShare
  );
}

async function stretch(options: WarmUpOptions, ratePerSecond: number) {
  const { samples } = await options.load.run(
    {
      kind: "open",
      targets: options.subjects.map(({ id, place }) => ({ id, url: place.pageUrl })),
      ratePerSecond,
      startAtMs: Date.now() + leadMs,
      warmUpSeconds: 0,
      durationSeconds: stretchSeconds,
      requestTimeoutMs: options.requestTimeoutMs,
      maxInFlightPerTarget: options.maxInFlightPerBuild,
    },
    () => {},
    options.signal,
  );
  return { samples, requests: Math.floor(ratePerSecond * stretchSeconds) };
}
