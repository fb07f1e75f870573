import type { Clock } from "@soft-landing/shared/clock";
import { type Page, pageSchema } from "@soft-landing/shared/page";
import { Agent, request } from "undici";

/** Refreshes the pages of all stacks at a steady rate, as a user would by hand. It does not measure load. */
export interface PageTraffic {
  requestsPerSecond(): number;
  /** 0 turns it off. */
  set(requestsPerSecond: number): void;
  close(): Promise<void>;
}

export interface PageTrafficOptions {
  /** The pages to refresh, each at the rate. */
  pageUrls(): string[];
  clock: Clock;
  /** Called before a request over HTTPS. */
  trust(): void;
  /** Called with every page that arrived completely. */
  onPage(page: Page): void;
}

const tickMs = 20;
/** Beyond this many unanswered requests the traffic waits, so that a hanging page cannot exhaust the lab. */
const mostInFlight = 2_000;
/** A little more than the load balancer's idle timeout, so that its 504 arrives. */
const patienceMs = 65_000;

export function createPageTraffic({ pageUrls, clock, trust, onPage }: PageTrafficOptions): PageTraffic {
  const agent = new Agent({ connections: mostInFlight, headersTimeout: patienceMs, bodyTimeout: patienceMs });
  let rate = 0;
  let inFlight = 0;
  let due = 0;
  let lastTickMs = 0;
  let cancelTick = () => {};
  let closed = false;

  function tick(): void {
    const nowMs = clock.nowMs();
    due += (rate * (nowMs - lastTickMs)) / 1_000;
    lastTickMs = nowMs;
    for (; due >= 1; due--) {
      for (const pageUrl of pageUrls()) {
        if (inFlight < mostInFlight) {
          void refresh(pageUrl);
        }
      }
    }
    cancelTick = clock.after(tickMs, tick);
  }

  async function refresh(pageUrl: string): Promise<void> {
    if (pageUrl.startsWith("https:")) {
      trust();
    }
    inFlight++;
    const page = await look(pageUrl, agent);
    inFlight--;
    if (page !== undefined && !closed) {
      onPage(page);
    }
  }

  return {
    requestsPerSecond: () => rate,
    set(requestsPerSecond) {
      cancelTick();
      rate = requestsPerSecond;
      due = 0;
      lastTickMs = clock.nowMs();
      if (requestsPerSecond > 0) {
        tick();
      }
    },
    async close() {
      cancelTick();
      closed = true;
      await agent.destroy();
    },
  };
}

async function look(pageUrl: string, agent: Agent): Promise<Page | undefined> {
  try {
    const { body } = await request(pageUrl, { dispatcher: agent, headers: { accept: "application/json" } });
    return pageOf(await body.text());
  } catch {
    return undefined;
  }
}

function pageOf(text: string): Page | undefined {
  try {
    return pageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
