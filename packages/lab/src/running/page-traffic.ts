import { classifyAnswer } from "@soft-landing/experiments/load/sample";
import type { Clock } from "@soft-landing/shared/clock";
import { Agent, request } from "undici";

/** What the lab's own requests saw since the traffic was last turned on. */
export interface TrafficCounts {
  requestsPerSecond: number;
  personal: number;
  degraded: number;
  failed: number;
}

/** Refreshes the page at a steady rate, as a person would by hand. Not a measuring load generator. */
export interface PageTraffic {
  counts(): TrafficCounts;
  /** 0 turns it off. */
  set(requestsPerSecond: number): void;
  close(): Promise<void>;
}

const tickMs = 20;
/** Beyond this many unanswered requests the traffic waits, so that a hanging page cannot exhaust the lab. */
const mostInFlight = 2_000;
/** A little more than the load balancer's idle timeout, so that its 504 arrives. */
const patienceMs = 65_000;

export function createPageTraffic(pageUrl: () => string, clock: Clock): PageTraffic {
  const agent = new Agent({ connections: mostInFlight, headersTimeout: patienceMs, bodyTimeout: patienceMs });
  const counts: TrafficCounts = { requestsPerSecond: 0, personal: 0, degraded: 0, failed: 0 };
  let inFlight = 0;
  let due = 0;
  let lastTickMs = 0;
  let cancelTick = () => {};
  let generation = 0;

  function tick(): void {
    const nowMs = clock.nowMs();
    due += (counts.requestsPerSecond * (nowMs - lastTickMs)) / 1_000;
    lastTickMs = nowMs;
    for (; due >= 1; due--) {
      if (inFlight < mostInFlight) {
        void refresh(generation);
      }
    }
    cancelTick = clock.after(tickMs, tick);
  }

  async function refresh(startedIn: number): Promise<void> {
    inFlight++;
    const outcome = await look(pageUrl, agent);
    inFlight--;
    if (startedIn === generation) {
      counts[outcome]++;
    }
  }

  return {
    counts: () => ({ ...counts }),
    set(requestsPerSecond) {
      cancelTick();
      if (counts.requestsPerSecond === 0) {
        generation++;
        Object.assign(counts, { personal: 0, degraded: 0, failed: 0 });
      }
      counts.requestsPerSecond = requestsPerSecond;
      due = 0;
      lastTickMs = clock.nowMs();
      if (requestsPerSecond > 0) {
        tick();
      }
    },
    async close() {
      cancelTick();
      generation++;
      await agent.destroy();
    },
  };
}

async function look(pageUrl: () => string, agent: Agent): Promise<"personal" | "degraded" | "failed"> {
  try {
    const { statusCode, headers, body } = await request(pageUrl(), {
      dispatcher: agent,
      headers: { accept: "application/json" },
    });
    return classifyAnswer({ statusCode, headers, body: await body.text() }).outcome;
  } catch {
    return "failed";
  }
}
