import { Pool } from "undici";
import { classifyAnswer, classifyError } from "./classify-answer.ts";
import { type LoadPlan, plannedRequest, plannedRequestCount } from "./load-plan.ts";
import type { Outcome, Sample } from "./sample.ts";

/** How far a load has come: what each target's requests of one second ended in so far. */
export interface LoadProgress {
  /** Seconds since the load's start. */
  second: number;
  counts: Record<string, Record<Outcome, number>>;
  inFlight: number;
}

const longestAnswerBytes = 1024 * 1024;
const progressIntervalMs = 1000;

/**
 * Sends a plan's requests at their times, whether earlier ones are answered or not (an open model), and times each from
 * when it was meant to leave. Resolves with the samples of each target when the last request has ended.
 *
 * @throws the signal's reason when it is aborted; all requests under way are cut.
 */
export async function generateLoad(
  plan: LoadPlan,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<Record<string, Sample[]>> {
  const lanes = plan.targets.map((target) => new Lane(target, plan, signal));
  const report = setInterval(() => {
    if (nowMs() >= plan.startAtMs) {
      onProgress(progressOf(plan, lanes));
    }
  }, progressIntervalMs);
  try {
    await sendAll(plan, lanes, signal);
    await Promise.all(lanes.map((lane) => lane.settled()));
    signal.throwIfAborted();
    onProgress(progressOf(plan, lanes));
    return Object.fromEntries(lanes.map((lane) => [lane.id, lane.samples()]));
  } finally {
    clearInterval(report);
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

/** Unix time in milliseconds with fractions, from the monotonic clock. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function sendAll(plan: LoadPlan, lanes: Lane[], signal: AbortSignal): Promise<void> {
  const total = plannedRequestCount(plan);
  let next = 0;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    const sendDue = () => {
      let waitMs = 0;
      while (next < total) {
        const { targetIndex, intendedMs } = plannedRequest(plan, next);
        waitMs = plan.startAtMs + intendedMs - nowMs();
        if (waitMs > 0) {
          break;
        }
        lanes[targetIndex]?.send(intendedMs);
        next++;
      }
      if (next === total) {
        signal.removeEventListener("abort", stop);
        resolve();
      } else {
        timer = setTimeout(sendDue, waitMs);
      }
    };
    if (signal.aborted) {
      stop();
    } else {
      sendDue();
    }
  });
}

/** The requests to one target. */
class Lane {
  readonly id: string;
  inFlight = 0;
  readonly counts: Record<Outcome, number> = { personal: 0, degraded: 0, failed: 0 };
  readonly #plan: LoadPlan;
  readonly #signal: AbortSignal;
  readonly #path: string;
  readonly #pool: Pool;
  readonly #samples: Sample[] = [];
  readonly #pending = new Set<Promise<void>>();

  constructor(target: LoadPlan["targets"][number], plan: LoadPlan, signal: AbortSignal) {
    const url = new URL(target.url);
    this.id = target.id;
    this.#plan = plan;
    this.#signal = signal;
    this.#path = `${url.pathname}${url.search}`;
    this.#pool = new Pool(url.origin, {
      connections: plan.maxInFlightPerTarget,
      pipelining: 1,
      maxResponseSize: longestAnswerBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  send(intendedMs: number): void {
    const lagMs = Math.max(0, nowMs() - this.#plan.startAtMs - intendedMs);
    if (this.inFlight >= this.#plan.maxInFlightPerTarget) {
      this.#record({
        intendedMs,
        lagMs,
        latencyMs: lagMs,
        outcome: "failed",
        failure: "not sent: too many waiting",
      });
      return;
    }
    this.inFlight++;
    const request = this.#request(intendedMs, lagMs).finally(() => {
      this.inFlight--;
      this.#pending.delete(request);
    });
    this.#pending.add(request);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  samples(): Sample[] {
    return this.#samples.sort((a, b) => a.intendedMs - b.intendedMs);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #request(intendedMs: number, lagMs: number): Promise<void> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), this.#plan.requestTimeoutMs);
    const cut = () => giveUp.abort();
    this.#signal.addEventListener("abort", cut, { once: true });
    let result: Pick<Sample, "outcome" | "failure">;
    try {
      const answer = await this.#pool.request({
        method: "GET",
        path: this.#path,
        headers: { accept: "application/json" },
        signal: giveUp.signal,
      });
      result = classifyAnswer(answer.statusCode, await answer.body.text());
    } catch (error) {
      result = { outcome: "failed", failure: classifyError(error, giveUp.signal.aborted) };
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", cut);
    }
    this.#record({ intendedMs, lagMs, latencyMs: nowMs() - this.#plan.startAtMs - intendedMs, ...result });
  }

  #record(sample: Sample): void {
    if (sample.intendedMs < 0) {
      return;
    }
    this.#samples.push(sample);
    this.counts[sample.outcome]++;
  }
}

function progressOf(plan: LoadPlan, lanes: Lane[]): LoadProgress {
  return {
    second: Math.max(0, Math.floor((nowMs() - plan.startAtMs) / 1000)),
    counts: Object.fromEntries(lanes.map((lane) => [lane.id, { ...lane.counts }])),
    inFlight: lanes.reduce((sum, lane) => sum + lane.inFlight, 0),
  };
}
