import { pageSchema } from "@soft-landing/shared/page";
import type { Outcome } from "./sample.ts";

/** Sorts an answer to `GET /` with `Accept: application/json`. */
export function classifyAnswer(
  statusCode: number,
  body: string,
): { outcome: Outcome; failure: string | null } {
  if (statusCode !== 200) {
    return { outcome: "failed", failure: `HTTP ${statusCode}` };
  }
  const page = pageSchema.safeParse(parsedJson(body));
  if (!page.success) {
    return { outcome: "failed", failure: "200, but not the page as JSON" };
  }
  return { outcome: page.data.personal ? "personal" : "degraded", failure: null };
}

/** Sorts a request that got no whole answer. `timedOut`: the load generator itself gave up on it. */
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
