import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import type { ControlServer, RunningLab } from "../running/running-lab.ts";
import { eventStreamOf } from "./event-stream.ts";
import { refusalOf, showsToken } from "./request-guard.ts";
import { type ApiAnswer, ApiProblem, json, type Route } from "./route.ts";
import { routes } from "./routes/registry.ts";
import type { StaticFile } from "./static-files.ts";

const mostBodyBytes = 64 * 1024;
const patterns = routes.map((route) => ({ route, pattern: new URLPattern({ pathname: route.path }) }));

/** Console, control API and /chaos on one loopback port. */
export function createControlServer(files: ReadonlyMap<string, StaticFile>): ControlServer {
  let port = 0;
  let served: { lab: RunningLab; contentSecurityPolicy: string } | undefined;

  async function answer(request: IncomingMessage): Promise<ApiAnswer> {
    const { method = "GET", headers } = request;
    const refusal = refusalOf({ method, headers }, port);
    if (refusal !== undefined) {
      throw new ApiProblem(refusal.status, refusal.message);
    }
    if (served === undefined) {
      throw new ApiProblem(503, "The lab is starting.");
    }
    const url = new URL(request.url ?? "/", `http://127.0.0.1:${port}`);
    const file = method === "GET" || method === "HEAD" ? files.get(url.pathname) : undefined;
    if (file !== undefined) {
      return fileAnswer(file);
    }
    const { route, params } = findRoute(method, url);
    const body = route.method === "GET" ? undefined : await readJson(request);
    const authorised = showsToken(headers, served.lab.record.token);
    return await route.handle({ params, query: url.searchParams, headers, body, authorised }, served.lab);
  }

  const server = createServer(async (request, response) => {
    const policy = served?.contentSecurityPolicy ?? contentSecurityPolicy("");
    for (const [name, value] of Object.entries(securityHeaders(policy))) {
      response.setHeader(name, value);
    }
    try {
      send(request, response, await answer(request));
    } catch (error) {
      send(request, response, problemAnswer(error));
    }
  });
  server.requestTimeout = 30_000;

  return {
    async listen(wanted) {
      port = await listenOn(server, wanted);
      return port;
    },
    serve(lab) {
      served = { lab, contentSecurityPolicy: contentSecurityPolicy(new URL(lab.record.pageUrl).port) };
      // Its history begins now, not with the first page that listens.
      eventStreamOf(lab);
    },
    close: () => closeServer(server),
  };
}

/** The console shows the web page in a frame beside itself; apart from that it needs nothing but its own files. */
function contentSecurityPolicy(pagePort: string): string {
  const frames =
    pagePort === "" ? "'none'" : `'self' http://127.0.0.1:${pagePort} http://localhost:${pagePort}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src ${frames}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function securityHeaders(policy: string): Record<string, string> {
  return {
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}

function findRoute(method: string, url: URL): { route: Route; params: Record<string, string | undefined> } {
  const atPath = patterns.flatMap(({ route, pattern }) => {
    const match = pattern.exec({ pathname: url.pathname });
    return match === null ? [] : [{ route, params: decoded(match.pathname.groups) }];
  });
  const wanted = method === "HEAD" ? "GET" : method;
  const found = atPath.find(({ route }) => route.method === wanted);
  if (found !== undefined) {
    return found;
  }
  if (atPath.length === 0) {
    throw new ApiProblem(404, `The lab has nothing at ${url.pathname}.`);
  }
  const methods = atPath.map(({ route }) => route.method).join(", ");
  throw new ApiProblem(405, `${url.pathname} takes ${methods}, not ${method}.`);
}

function decoded(groups: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodedSegment(value)]));
}

function decodedSegment(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    throw new ApiProblem(400, `${segment} in the path is not well encoded.`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBodyBytes) {
      throw new ApiProblem(413, `The body has more than ${mostBodyBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  if (bytes === 0) {
    return {};
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ApiProblem(400, "The body is no JSON.");
  }
}

function fileAnswer({ bytes, contentType, cacheControl }: StaticFile): ApiAnswer {
  return {
    kind: "bytes",
    status: 200,
    bytes,
    headers: { "Content-Type": contentType, "Cache-Control": cacheControl },
  };
}

function problemAnswer(error: unknown): ApiAnswer {
  if (error instanceof ApiProblem) {
    return problem(error.status, error.message, error.remedy);
  }
  if (error instanceof UserMistake) {
    return problem(400, error.message, error.remedy);
  }
  // A fault of the lab itself: the whole of it belongs into the lab's terminal, not into a page.
  process.stderr.write(`${describeError(error)}\n`);
  return problem(500, error instanceof Error ? error.message : String(error));
}

function problem(status: number, error: string, remedy: string | undefined = undefined): ApiAnswer {
  return json(remedy === undefined ? { error } : { error, remedy }, status);
}

function send(request: IncomingMessage, response: ServerResponse, answer: ApiAnswer): void {
  if (answer.kind === "stream") {
    // A HEAD has no body to stream into.
    if (request.method === "HEAD") {
      response.end();
    } else {
      answer.stream(response);
    }
    return;
  }
  const bytes = Buffer.from(answer.kind === "json" ? JSON.stringify(answer.json) : answer.bytes);
  const headers = answer.kind === "json" ? { "Content-Type": "application/json" } : answer.headers;
  response.writeHead(answer.status, { ...headers, "Content-Length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}
