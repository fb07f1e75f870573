import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import type { Client, Dispatcher } from "undici";
import type { InFlight, RegisteredTarget } from "../registered-target.ts";
import type { ClientConnection, Occupant } from "./client-connection.ts";
import { type ElbStatus, errorPage, errorPageHeaders } from "./error-page.ts";
import type { PendingAnswer } from "./pending-answer.ts";
import { clientResponseHeaders } from "./request-headers.ts";

/** What an exchange is made from. */
export interface ExchangeOptions {
  connection: ClientConnection;
  request: IncomingMessage;
  response: ServerResponse;
  target: RegisteredTarget;
  /** The client's connection ends after this response. */
  closeClient: boolean;
  /** The target's connection is not used again. */
  closeTarget: boolean;
  countElb(status: ElbStatus): void;
  pending: PendingAnswer | undefined;
}

/**
 * Responses of a known length up to this size are sent on as a whole, so that one that turns out shorter than its
 * Content-Length is answered with 502 or 504 instead of being cut; longer ones are streamed.
 */
const heldBytes = 16 * 1024;

/** undici reads reason phrases as UTF-8, and Node refuses to send what is none: other phrases are left out. */
const printable = /^[\t\x20-\x7e]*$/;

type Phase = "waiting" | "held" | "streaming" | "done";

/** One request on its way to a target and the response on its way back. */
export class Exchange implements Occupant, InFlight, Dispatcher.DispatchHandler {
  targetBytes = 0;
  place = -1;
  readonly #options: ExchangeOptions;
  #phase: Phase = "waiting";
  #client: Client | undefined;
  #body: PassThrough | undefined;
  #sentAtMs = 0;
  #statusCode = 0;
  #statusText = "";
  #headers: string[] = [];
  #hasDate = false;
  #held: Buffer[] = [];

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Sends the request; the exchange occupies the connection until it is answered or given up. */
  begin(headers: string[]): void {
    const { connection, request, response, target, closeClient, closeTarget } = this.#options;
    connection.occupy(this, response);
    if (closeClient) {
      connection.closeAfterResponse();
    }
    target.begin(this);
    this.#body = bodyOf(request);
    this.#client = target.connections.acquire();
    this.#client.dispatch(
      {
        path: request.url ?? "/",
        method: (request.method ?? "GET") as Dispatcher.HttpMethod,
        headers,
        body: this.#body ?? null,
        ...(closeTarget ? { reset: true } : {}),
      },
      this,
    );
  }

  // From the target, called by undici.

  onRequestStart(): void {
    this.#sentAtMs = performance.now();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (statusCode < 200) {
      return;
    }
    const { rawHeaders } = controller as { rawHeaders?: readonly (string | Buffer)[] };
    const { headers, contentLength, hasDate } = clientResponseHeaders(rawHeaders ?? []);
    this.targetBytes++;
    this.#statusCode = statusCode;
    this.#statusText = statusText !== undefined && printable.test(statusText) ? statusText : "";
    this.#headers = headers;
    this.#hasDate = hasDate;
    this.#options.target.metrics.responseTime((performance.now() - this.#sentAtMs) / 1000);
    this.#phase = "held";
    if (contentLength !== undefined && contentLength <= heldBytes) {
      return;
    }
    this.#commit();
    // Data that came in the same packet goes out with the head; a head that comes alone is not kept back.
    queueMicrotask(() => this.#flushHead());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.targetBytes += chunk.length;
    if (this.#phase === "held") {
      this.#held.push(chunk);
    } else if (this.#phase === "streaming" && !this.#options.response.write(chunk)) {
      this.#pauseUntilDrained(controller);
    }
  }

  onResponseEnd(): void {
    if (this.#phase === "done") {
      return;
    }
    if (this.#phase === "held") {
      this.#commit();
    }
    this.#release("reusable");
    endWith(this.#options.response, this.#held);
    this.#options.pending?.byTarget(this.#statusCode, this.#headers);
    this.#options.connection.free(this);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#phase === "done") {
      return;
    }
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (isConnectError(error)) {
      this.#options.target.metrics.connectionError();
    }
    if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
      this.#fail(400);
    } else {
      this.#options.target.recentFailures++;
      this.#fail(code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT" ? 504 : 502);
    }
  }

  // From the client's side and from the load balancer.

  clientGone(): void {
    if (this.#phase === "done") {
      return;
    }
    // Too late for a page, but counted: 400 for half a request, 460 for a client that did not wait.
    if (this.#phase === "streaming") {
      this.#brokenOff();
    } else {
      const status = this.#options.request.complete ? 460 : 400;
      this.#options.countElb(status);
      this.#options.pending?.byElb(status, false);
    }
    this.#release("broken");
  }

  requestBroken(): void {
    if (this.#phase === "done" || this.#options.request.complete) {
      return;
    }
    const begun = this.#phase === "streaming";
    this.#release("broken");
    if (begun) {
      this.#brokenOff();
      this.#options.connection.socket.destroy();
    } else {
      this.#options.connection.dropOccupant();
    }
  }

  idle(): void {
    if (this.#phase === "done") {
      return;
    }
    const { request, target } = this.#options;
    const clientIsSlow = !request.complete && this.#body?.writableNeedDrain !== true;
    if (!clientIsSlow) {
      target.recentFailures++;
    }
    this.#fail(clientIsSlow ? 408 : 504);
  }

  /** The deregistration delay has run out. */
  cut(): void {
    if (this.#phase !== "done") {
      this.#fail(502);
    }
  }

  /** Answers with an error page, or breaks off a response that has begun. */
  #fail(status: ElbStatus): void {
    const { connection, request, response, countElb, pending } = this.#options;
    const begun = this.#phase === "streaming";
    this.#release("broken");
    if (begun) {
      this.#brokenOff();
      connection.socket.destroy();
    } else if (status < 500) {
      connection.refuseCurrent(status);
    } else {
      countElb(status);
      pending?.byElb(status);
      sendErrorPage(request, response, status, connection.endsWithResponse);
      connection.free(this);
    }
  }

  /** From here on the client gets this response, whatever happens. */
  #commit(): void {
    this.#phase = "streaming";
    this.#options.target.metrics.answered(this.#statusCode);
    if (this.#statusCode >= 500) {
      this.#options.target.recentFailures++;
    }
    const { response, connection } = this.#options;
    if (this.#hasDate) {
      response.sendDate = false;
    }
    if (connection.endsWithResponse) {
      this.#headers.push("Connection", "close");
    }
    response.writeHead(this.#statusCode, this.#statusText, this.#headers);
  }

  #brokenOff(): void {
    this.#options.pending?.byTarget(this.#statusCode, this.#headers, false);
  }

  #flushHead(): void {
    if (this.#phase === "streaming") {
      this.#options.response.flushHeaders();
    }
  }

  #pauseUntilDrained(controller: Dispatcher.DispatchController): void {
    if (controller.paused) {
      return;
    }
    controller.pause();
    this.#options.response.once("drain", () => controller.resume());
  }

  /** Gives the target's connection back or ends it; nothing that comes from there counts any more. */
  #release(state: "reusable" | "broken"): void {
    const { target } = this.#options;
    const client = this.#client;
    this.#phase = "done";
    this.#client = undefined;
    target.end(this);
    if (client === undefined) {
      return;
    }
    if (state === "reusable" && !target.draining) {
      target.connections.release(client);
    } else {
      target.connections.discard(client, state === "reusable");
    }
    this.#body?.destroy();
  }
}

/** As a latin1 string head and body leave in one write; as a buffer the body would be a write of its own. */
function endWith(response: ServerResponse, chunks: Buffer[]): void {
  const [first] = chunks;
  if (first === undefined) {
    response.end();
  } else {
    response.end((chunks.length === 1 ? first : Buffer.concat(chunks)).toString("latin1"), "latin1");
  }
}

/** Answers a request with one of the load balancer's own pages. */
export function sendErrorPage(
  request: IncomingMessage,
  response: ServerResponse,
  status: ElbStatus,
  close: boolean,
): void {
  const page = errorPage(status);
  response.sendDate = false;
  response.writeHead(status, page.reason, errorPageHeaders(page, response.shouldKeepAlive && !close));
  response.end(page.body);
  if (!request.complete) {
    request.resume();
  }
}

/** The request's body as a stream of its own: undici destroys a body it cannot send, which must not close the client's connection. */
function bodyOf(request: IncomingMessage): PassThrough | undefined {
  const { headers } = request;
  const chunked = headers["transfer-encoding"] !== undefined;
  if (!chunked && Number(headers["content-length"] ?? 0) === 0) {
    return undefined;
  }
  // Of a byte stream that has ended already undici would send the length; in object mode chunks stay chunks.
  const body = new PassThrough(chunked ? { readableObjectMode: true, readableHighWaterMark: 1 } : {});
  body.on("error", () => {});
  request.pipe(body);
  return body;
}

function isConnectError(error: Error): boolean {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall === "connect" || code === "UND_ERR_CONNECT_TIMEOUT";
}
