import { type Page, pageSchema } from "@soft-landing/shared/page";
import { Agent, request } from "undici";

/** What one request to the page brought. */
export interface Visit {
  /** 0 where no whole answer came. */
  statusCode: number;
  /** Undefined where the answer was not the page. */
  page: Page | undefined;
  /** The error of a request that got no whole answer. */
  error: unknown;
  /** From the request to the end of its answer. */
  tookMs: number;
}

/** Visits the page once. Never rejects. */
export async function visit(pageUrl: string, dispatcher?: Agent): Promise<Visit> {
  const startMs = performance.now();
  const tookMs = () => performance.now() - startMs;
  try {
    const { statusCode, body } = await request(pageUrl, {
      headers: { accept: "application/json" },
      ...(dispatcher && { dispatcher }),
    });
    const text = await body.text();
    return {
      statusCode,
      page: statusCode === 200 ? pageOf(text) : undefined,
      error: undefined,
      tookMs: tookMs(),
    };
  } catch (error) {
    return { statusCode: 0, page: undefined, error, tookMs: tookMs() };
  }
}

function pageOf(text: string): Page | undefined {
  try {
    return pageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export async function visits(pageUrl: string, count: number): Promise<Visit[]> {
  const found: Visit[] = [];
  for (let index = 0; index < count; index++) {
    found.push(await visit(pageUrl));
  }
  return found;
}

/** Visits the page at a steady rate, whatever the answers take, until `during` is over. */
export async function visitsDuring(
  pageUrl: string,
  requestsPerSecond: number,
  during: () => Promise<void>,
): Promise<Visit[]> {
  // Requests that hang must not keep others from being sent.
  const dispatcher = new Agent({ connections: null, headersTimeout: 90_000, bodyTimeout: 90_000 });
  const under: Promise<Visit>[] = [];
  const timer = setInterval(() => under.push(visit(pageUrl, dispatcher)), 1_000 / requestsPerSecond);
  try {
    await during();
  } finally {
    clearInterval(timer);
  }
  const found = await Promise.all(under);
  await dispatcher.close();
  return found;
}
