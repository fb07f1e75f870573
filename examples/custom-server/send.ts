import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers with JSON where the client asks for it, else with the same as a plain HTML page. */
export function send(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  const json = JSON.stringify(body, null, 2);
  const asJson = request.headers.accept?.includes("application/json") ?? false;
  response.writeHead(status, {
    "cache-control": "no-store",
    "content-type": asJson ? "application/json; charset=utf-8" : "text/html; charset=utf-8",
  });
  response.end(
    asJson ? json : `<!doctype html><title>TV show recommendation</title><pre>${escaped(json)}</pre>`,
  );
}

/**
 * Reads and drops what a client sends with its request, for 10 s at most. To close a connection with unread bytes in it resets
 * it, and the client loses its answer.
 */
export async function dropBody(request: IncomingMessage): Promise<void> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) {
    return;
  }
  request.resume();
  await once(request, "end", { signal: AbortSignal.timeout(10_000) }).catch(() => {});
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
