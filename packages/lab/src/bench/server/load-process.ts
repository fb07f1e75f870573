import { build as buildHistogram, type Histogram } from "hdr-histogram-js";
import { Agent, type Dispatcher, request } from "undici";
import type { LoadOrder, LoadResult, ReadyMessage } from "./process-messages.ts";

/** A process of its own that makes a bench's requests, so that the load generator does not take time from what is measured. */
class Tally {
  readonly #latencies: Histogram = buildHistogram({
    lowestDiscernibleValue: 1,
    numberOfSignificantValueDigits: 3,
  });
  readonly #counts = { personal: 0, degraded: 0, refused: 0, lost: 0 };

  record(outcome: keyof LoadCounts, latencyMs: number): void {
    this.#counts[outcome] += 1;
    this.#latencies.recordValue(Math.max(1, Math.round(latencyMs * 1_000)));
  }

  result(elapsedMs: number): LoadResult {
    const percentile = (p: number) => this.#latencies.getValueAtPercentile(p) / 1_000;
    return {
      elapsedMs,
      ...this.#counts,
      latencyMs: {
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
        max: this.#latencies.maxValue / 1_000,
      },
    };
  }
}
type LoadCounts = Pick<LoadResult, "personal" | "degraded" | "refused" | "lost">;

async function run(order: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({
    connections: order.connections,
    pipelining: 1,
    ...(order.kind === "open"
      ? { headersTimeout: order.giveUpAfterMs, bodyTimeout: order.giveUpAfterMs }
      : {}),
  });
  const tally = new Tally();
  const startMs = performance.now();
  if (order.kind === "open") {
    await openLoop(order, agent, tally, startMs);
  } else {
    await closedLoop(order, agent, tally, goesOn(order, startMs));
  }
  const elapsedMs = performance.now() - startMs;
  await agent.destroy();
  return tally.result(elapsedMs);
}

/** Whether a closed load makes one more request. */
function goesOn(order: Extract<LoadOrder, { kind: "closed" | "counted" }>, startMs: number): () => boolean {
  if (order.kind === "closed") {
    return () => performance.now() - startMs < order.durationMs;
  }
  let left = order.requests;
  return () => left-- > 0;
}

async function closedLoop(
  { url, connections }: { url: string; connections: number },
  agent: Agent,
  tally: Tally,
  onceMore: () => boolean,
): Promise<void> {
  const client = async () => {
    while (onceMore()) {
      await ask(url, agent, tally, performance.now());
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
}

async function openLoop(
  { url, requestsPerSecond, durationMs }: Extract<LoadOrder, { kind: "open" }>,
  agent: Agent,
  tally: Tally,
  startMs: number,
): Promise<void> {
  const total = Math.round((requestsPerSecond * durationMs) / 1_000);
  const underWay = new Set<Promise<void>>();
  for (let sent = 0; sent < total; ) {
    const dueMs = startMs + (sent * 1_000) / requestsPerSecond;
    if (performance.now() < dueMs) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const asked: Promise<void> = ask(url, agent, tally, dueMs).then(() => {
      underWay.delete(asked);
    });
    underWay.add(asked);
    sent += 1;
  }
  await Promise.all(underWay);
}

async function ask(url: string, agent: Dispatcher, tally: Tally, dueMs: number): Promise<void> {
  let outcome: keyof LoadCounts = "lost";
  try {
    const { statusCode, headers, body } = await request(url, { dispatcher: agent });
    await body.dump();
    if (statusCode === 503) {
      outcome = "refused";
    } else if (statusCode === 200) {
      outcome = headers["x-answer"] === "degraded" ? "degraded" : "personal";
    }
  } catch {
    outcome = "lost";
  }
  tally.record(outcome, performance.now() - dueMs);
}

process.on("message", async (order: LoadOrder) => {
  process.send?.(await run(order));
});
process.on("disconnect", () => process.exit(0));
process.send?.({ type: "ready", port: 0 } satisfies ReadyMessage);
