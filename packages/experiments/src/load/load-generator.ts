import { Pool } from "undici";
import {
  type ClosedLoad,
  type LoadPlan,
  type OpenLoad,
  plannedRequest,
  plannedRequestCount,
} from "./load-plan.ts";
import { classifyAnswer, classifyError, type Outcome, type Sample } from "./sample.ts";

/** The progress of a load: the outcomes of each target's requests of one second, so far. */
export interface LoadProgress {
  /** Seconds since the load's start. */
  second: number;
  counts: Record<string, Record<Outcome, number>>;
  inFlight: number;
}

const longestAnswerBytes = 1024 * 1024;
const progressIntervalMs = 1000;

/**
 * Carries out a plan and times each request from its intended start. Resolves with the samples of each target
 * when the last request has ended.
 *
 * @throws the signal's reason when it is aborted; all open requests are cut.
 */
export async function generateLoad(
  plan: LoadPlan,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<Record<string, Sample[]>> {
  const startAtMs = plan.kind === "open" ? plan.startAtMs : nowMs();
  const lanes = lanesOf(plan, startAtMs, signal);
  const report = setInterval(() => {
    if (nowMs() >= startAtMs) {
      onProgress(progressOf(startAtMs, lanes));
    }
  }, progressIntervalMs);
  try {
    await (plan.kind === "open" ? sendAtTimes(plan, lanes, signal) : sendInTurn(plan, lanes, signal));
    await Promise.all(lanes.map((lane) => lane.settled()));
    signal.throwIfAborted();
    onProgress(progressOf(startAtMs, lanes));
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

function lanesOf(plan: LoadPlan, startAtMs: number, signal: AbortSignal): Lane[] {
  const { requestTimeoutMs } = plan;
  return plan.kind === "open"
    ? plan.targets.map((target) => {
        const maxInFlight = plan.maxInFlightPerTarget;
        return new Lane(
          target,
          { startAtMs, requestTimeoutMs, maxInFlight, accept: "application/json" },
          signal,
        );
      })
    : [
        new Lane(
          plan.target,
          { startAtMs, requestTimeoutMs, maxInFlight: plan.clients, accept: plan.accept },
          signal,
        ),
      ];
}

function sendAtTimes(plan: OpenLoad, lanes: Lane[], signal: AbortSignal): Promise<void> {
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
        void lanes[targetIndex]?.send(intendedMs);
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

async function sendInTurn(plan: ClosedLoad, lanes: Lane[], signal: AbortSignal): Promise<void> {
  const startMs = nowMs();
  let sent = 0;
  const goesOn = () =>
    "seconds" in plan.until ? nowMs() - startMs < plan.until.seconds * 1000 : sent < plan.until.requests;
  const client = async () => {
    while (!signal.aborted && goesOn()) {
      sent++;
      await lanes[0]?.send(nowMs() - startMs);
    }
  };
  await Promise.all(Array.from({ length: plan.clients }, client));
}

interface LaneSettings {
  startAtMs: number;
  requestTimeoutMs: number;
  maxInFlight: number;
  accept: string;
}

/** The requests to one target. */
class Lane {
  readonly id: string;
  inFlight = 0;
  readonly counts: Record<Outcome, number> = { personal: 0, degraded: 0, failed: 0 };
  readonly #settings: LaneSettings;
  readonly #signal: AbortSignal;
  readonly #path: string;
  readonly #pool: Pool;
  readonly #samples: Sample[] = [];
  readonly #pending = new Set<Promise<void>>();

  constructor(target: { id: string; url: string }, settings: LaneSettings, signal: AbortSignal) {
    const url = new URL(target.url);
    this.id = target.id;
    this.#settings = settings;
    this.#signal = signal;
    this.#path = `${url.pathname}${url.search}`;
    this.#pool = new Pool(url.origin, {
      connections: settings.maxInFlight,
      pipelining: 1,
      maxResponseSize: longestAnswerBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Resolves when the request has ended, in whatever way. */
  send(intendedMs: number): Promise<void> {
    const lagMs = Math.max(0, nowMs() - this.#settings.startAtMs - intendedMs);
    if (this.inFlight >= this.#settings.maxInFlight) {
      this.#record({
        intendedMs,
        lagMs,
        latencyMs: lagMs,
        outcome: "failed",
        failure: "not sent: too many requests waiting",
      });
      return Promise.resolve();
    }
    this.inFlight++;
    const request = this.#request(intendedMs, lagMs).finally(() => {
      this.inFlight--;
      this.#pending.delete(request);
    });
    this.#pending.add(request);
    return request;
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
    const timer = setTimeout(() => giveUp.abort(), this.#settings.requestTimeoutMs);
    const cut = () => giveUp.abort();
    this.#signal.addEventListener("abort", cut, { once: true });
    let result: Pick<Sample, "outcome" | "failure">;
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: "GET",
        path: this.#path,
        headers: { accept: this.#settings.accept },
        signal: giveUp.signal,
      });
      result = classifyAnswer({ statusCode, headers, body: await body.text() });
    } catch (error) {
      result = { outcome: "failed", failure: classifyError(error, giveUp.signal.aborted) };
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", cut);
    }
    const latencyMs = nowMs() - this.#settings.startAtMs - intendedMs;
    this.#record({ intendedMs, lagMs, latencyMs, ...result });
  }

  #record(sample: Sample): void {
    if (sample.intendedMs < 0) {
      return;
    }
    this.#samples.push(sample);
    this.counts[sample.outcome]++;
  }
}

function progressOf(startAtMs: number, lanes: Lane[]): LoadProgress {
  return {
    second: Math.max(0, Math.floor((nowMs() - startAtMs) / 1000)),
    counts: Object.fromEntries(lanes.map((lane) => [lane.id, { ...lane.counts }])),
    inFlight: lanes.reduce((sum, lane) => sum + lane.inFlight, 0),
  };
}
