import type { AnswerKind } from "@soft-landing/shared/answer-kinds";
import { pageSchema } from "@soft-landing/shared/page";
import { Agent, request } from "undici";

/** What one visit really brought, by what stood on the page, not by what any header said of it. */
export interface Visit {
  atMs: number;
  kind: AnswerKind;
  /** The build that signed the page; null where none did. */
  build: string | null;
}

/** People who ask for the page from outside the lab, at a steady rate. */
export interface Visitors {
  readonly visits: readonly Visit[];
  /** How many wait for their answer now. */
  waiting(): number;
  /** Changes the rate; 0 lets nobody come any more. */
  set(requestsPerSecond: number, accept: "text/html" | "application/json"): void;
  /** Resolves when everybody who came has an answer. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createVisitors(pageUrl: string): Visitors {
  const agent = new Agent({ connections: null, headersTimeout: 90_000, bodyTimeout: 90_000 });
  const visits: Visit[] = [];
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  async function visit(accept: string): Promise<void> {
    const { kind, build } = await look(pageUrl, accept, agent);
    visits.push({ atMs: Date.now(), kind, build });
  }

  return {
    visits,
    waiting: () => underWay.size,
    set(requestsPerSecond, accept) {
      clearInterval(timer);
      if (requestsPerSecond > 0) {
        timer = setInterval(() => {
          const one = visit(accept).finally(() => underWay.delete(one));
          underWay.add(one);
        }, 1000 / requestsPerSecond);
      }
    },
    async settled() {
      await Promise.all(underWay);
    },
    async close() {
      clearInterval(timer);
      await agent.destroy();
    },
  };
}

async function look(pageUrl: string, accept: string, dispatcher: Agent): Promise<Omit<Visit, "atMs">> {
  try {
    const { statusCode, body } = await request(pageUrl, { headers: { accept }, dispatcher });
    return whatItSays(statusCode, await body.text());
  } catch {
    return { kind: "failed", build: null };
  }
}

/** Reads a page of either form. */
export function whatItSays(statusCode: number, text: string): Omit<Visit, "atMs"> {
  if (statusCode !== 200) {
    return { kind: statusCode >= 500 ? "failed" : "answered", build: null };
  }
  const [, kind] = /<body class="(personal|degraded)">/.exec(text) ?? [];
  if (kind === "personal" || kind === "degraded") {
    const [, build = null] = /<dt>Build<\/dt><dd>([^<]+)</.exec(text) ?? [];
    return { kind, build };
  }
  const page = pageSchema.safeParse(parsed(text)).data;
  return page === undefined
    ? { kind: "answered", build: null }
    : { kind: page.personal ? "personal" : "degraded", build: page.build };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function countKinds(visits: readonly Visit[]): Record<AnswerKind, number> {
  const counts = { personal: 0, degraded: 0, answered: 0, failed: 0 };
  for (const { kind } of visits) {
    counts[kind]++;
  }
  return counts;
}
