import { answerKindHeader, pageSchema } from "@soft-landing/shared/page";

/** What a user got: their own recommendation, the static fallback, or no page. */
export const outcomes = ["personal", "degraded", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** One request of a load test. */
export interface Sample {
  /** The intended start, in milliseconds since the load's start. */
  intendedMs: number;
  /** How much later it was sent, in milliseconds. */
  lagMs: number;
  /** From the intended time to the last byte of the answer or to the failure, in milliseconds. */
  latencyMs: number;
  outcome: Outcome;
  /** How it failed, in a few words that group similar failures; null if it did not. */
  failure: string | null;
}

/** A complete answer to `GET /`. */
export interface PageAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/** Classifies an answer by what the server says in a header, otherwise as a page in JSON. */
export function classifyAnswer({
  statusCode,
  headers,
  body,
}: PageAnswer): Pick<Sample, "outcome" | "failure"> {
  if (statusCode !== 200) {
    return { outcome: "failed", failure: `HTTP ${statusCode}` };
  }
  const kind = headers[answerKindHeader];
  if (kind === "personal" || kind === "degraded") {
    return { outcome: kind, failure: null };
  }
  const page = pageSchema.safeParse(parsedJson(body));
  if (!page.success) {
    return { outcome: "failed", failure: "200, but not the page as JSON" };
  }
  return { outcome: page.data.personal ? "personal" : "degraded", failure: null };
}

/** Classifies a request without a complete answer. `timedOut`: the load generator itself gave up on it. */
export function classifyError(error: unknown, timedOut: boolean): string {
  if (timedOut) {
    return "no answer in time";
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return `connection: ${code}`;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
