import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from "@smithy/types";

/** Limits of one client's HTTP, in milliseconds and in sockets. */
export interface HttpLimits {
  /** Until a socket is there and connected, TLS included. */
  connectTimeoutMs: number;
  /** From then until the whole answer has arrived. */
  requestTimeoutMs: number;
  maxSockets: number;
}

type HttpHandler = RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions>;

/**
 * The SDK's HTTP by node:http(s) with an agent of its own, for calls whose body and answer are small: both are held whole
 * instead of being streamed, which takes a third of the SDK's time off a page (`pnpm lab bench pages`). Time-outs reject with
 * an error named TimeoutError and close the socket.
 */
export function leanHttpHandler(limits: HttpLimits): HttpHandler {
  const agentOptions = { keepAlive: true, maxSockets: limits.maxSockets };
  const plain = { agent: new HttpAgent(agentOptions), request: httpRequest };
  const secure = { agent: new HttpsAgent(agentOptions), request: httpsRequest };
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, { abortSignal } = {}) {
      const { agent, request: start } = request.protocol === "https:" ? secure : plain;
      const outgoing = start({
        agent,
        host: request.hostname,
        ...(request.port === undefined ? {} : { port: request.port }),
        method: request.method,
        path: pathWithQuery(request),
        headers: request.headers,
        ...(abortSignal === undefined ? {} : { signal: abortSignal as AbortSignal }),
      });
      const answered = answerOf(outgoing, limits);
      outgoing.end(request.body);
      return { response: await answered };
    },
    destroy() {
      plain.agent.destroy();
      secure.agent.destroy();
    },
  };
}

function pathWithQuery({ path, query }: HttpRequest): string {
  const entries = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one ?? ""]),
  );
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
}

function answerOf(outgoing: ClientRequest, limits: HttpLimits): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const cut = (phase: string, limitMs: number) =>
      outgoing.destroy(new TimeoutError(`${phase} took longer than ${limitMs} ms`));
    let timer = setTimeout(cut, limits.connectTimeoutMs, "Connecting", limits.connectTimeoutMs);
    const startAnswerTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(cut, limits.requestTimeoutMs, "The answer", limits.requestTimeoutMs);
    };
    outgoing.once("socket", (socket) => {
      if (!socket.connecting) {
        startAnswerTimer();
      } else {
        socket.once("encrypted" in socket ? "secureConnect" : "connect", startAnswerTimer);
      }
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    outgoing.once("error", fail);
    outgoing.once("response", (incoming) => {
      collect(incoming).then((response) => {
        clearTimeout(timer);
        resolve(response);
      }, fail);
    });
  });
}

/** The answer whole. One that breaks off rejects, it is never taken for complete. */
function collect(incoming: IncomingMessage): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("error", reject);
    incoming.once("end", () => {
      const [first] = chunks;
      resolve({
        statusCode: incoming.statusCode ?? 0,
        headers: incoming.headers as Record<string, string>,
        body: chunks.length === 1 ? first : Buffer.concat(chunks),
      });
    });
  });
}

class TimeoutError extends Error {
  override name = "TimeoutError";
}
