import type { Client, Dispatcher } from "undici";
import type { Cuttable, Flight, RegisteredTarget } from "../target-group/registered-target.ts";
import type { Answers, Sent } from "./answers.ts";
import type { ClientSide, Occupant, ResponseHead } from "./client-side.ts";
import { errorPage } from "./own-pages.ts";
import { responseHead } from "./response-head.ts";

/** A request for a target. */
export interface TargetRequest {
  method: string;
  path: string;
  /** Names and values in turn, without those of the target's hop. */
  headers: string[];
  /** The target's connection is not used again. */
  closeTarget: boolean;
}

/** What an exchange needs. */
export interface ExchangeOptions {
  client: ClientSide;
  target: RegisteredTarget;
  answers: Answers;
  sent: Sent | undefined;
  /** The load balancer's own headers on the target's response, names and values in turn. */
  ownHeaders: readonly string[];
}

/** The state of an exchange. */
type State =
  | { kind: "asking"; sentAtMs: number }
  /** The head has arrived. Nothing is sent on until the whole response has arrived. */
  | { kind: "holding"; head: ResponseHead; chunks: Buffer[] }
  /** The client gets this response, whatever happens. */
  | { kind: "streaming"; head: ResponseHead }
  | { kind: "done" };

const unsent: State = { kind: "asking", sentAtMs: 0 };
const done: State = { kind: "done" };

/**
 * Responses of a known length up to this size are sent on as a whole, so that one that is shorter than its
 * Content-Length becomes a 502 or 504 instead of being cut. Longer ones are streamed.
 */
const heldBytes = 16 * 1024;

/** One request on its way to a target, and the response on its way back. */
export class Exchange implements Occupant, Cuttable, Dispatcher.DispatchHandler {
  readonly #client: ClientSide;
  readonly #target: RegisteredTarget;
  readonly #answers: Answers;
  readonly #sent: Sent | undefined;
  readonly #ownHeaders: readonly string[];
  readonly #flight: Flight;
  readonly #upstream: Client;
  #state: State = unsent;
  #targetBytes = 0;

  /** From here on, the target counts it as in flight. */
  constructor({ client, target, answers, sent, ownHeaders }: ExchangeOptions) {
    this.#client = client;
    this.#target = target;
    this.#answers = answers;
    this.#sent = sent;
    this.#ownHeaders = ownHeaders;
    this.#flight = target.begin(this);
    this.#upstream = target.connections.acquire();
  }

  get targetBytes(): number {
    return this.#targetBytes;
  }

  begin({ method, path, headers, closeTarget }: TargetRequest): void {
    this.#client.occupy(this);
    this.#target.connections.dispatch(
      this.#upstream,
      {
        path,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: this.#client.body() ?? null,
        ...(closeTarget ? { reset: true } : {}),
      },
      this,
    );
  }

  // From the target, called by undici.

  onRequestStart(): void {
    if (this.#state === unsent) {
      this.#state = { kind: "asking", sentAtMs: performance.now() };
    }
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (statusCode < 200 || this.#state.kind !== "asking") {
      return;
    }
    const { rawHeaders } = controller as { rawHeaders?: readonly (string | Buffer)[] };
    const head = responseHead(statusCode, statusText, rawHeaders ?? [], this.#ownHeaders);
    this.#targetBytes++;
    this.#target.metrics.responseTime((performance.now() - this.#state.sentAtMs) / 1000);
    if (head.contentLength !== undefined && head.contentLength <= heldBytes) {
      this.#state = { kind: "holding", head, chunks: [] };
    } else if (this.#sendHead(head)) {
      // Data from the same packet is sent with the head. A head that arrives alone is not delayed.
      queueMicrotask(() => this.#flushHead());
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#targetBytes += chunk.length;
    if (this.#state.kind === "holding") {
      this.#state.chunks.push(chunk);
    } else if (this.#state.kind === "streaming" && !this.#client.write(chunk, () => controller.resume())) {
      controller.pause();
    }
  }

  onResponseEnd(): void {
    if (this.#state.kind === "holding") {
      const { head, chunks } = this.#state;
      if (this.#sendHead(head)) {
        this.#finish(head, chunks);
      }
    } else if (this.#state.kind === "streaming") {
      this.#finish(this.#state.head, []);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#state.kind === "done") {
      return;
    }
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (isConnectError(error)) {
      this.#target.metrics.connectionError();
    }
    if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
      this.#fail(400);
    } else {
      this.#target.failed();
      this.#fail(code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT" ? 504 : 502);
    }
  }

  // From the client's side and from the load balancer.

  clientGone(): void {
    if (this.#state.kind === "streaming") {
      this.#brokeOff(this.#state.head);
    } else if (this.#state.kind !== "done") {
      // Too late for a page, but counted: 400 for half a request, 460 for a client that did not wait.
      this.#answers.byElb(this.#client.requestComplete ? 460 : 400, this.#sent, false);
    }
    this.#release("broken");
    this.#client.leave();
  }

  requestBroken(): void {
    if (this.#state.kind === "done" || this.#client.requestComplete) {
      return;
    }
    const state = this.#state;
    this.#release("broken");
    if (state.kind === "streaming") {
      this.#brokeOff(state.head);
      this.#client.breakOff();
    } else {
      this.#client.leave();
    }
  }

  idle(): void {
    if (this.#state.kind === "done") {
      return;
    }
    const { waitsForClient } = this.#client;
    if (!waitsForClient) {
      this.#target.failed();
    }
    this.#fail(waitsForClient ? 408 : 504);
  }

  /** The deregistration delay has ended. */
  cut(): void {
    this.#fail(502);
  }

  /** Answers with an error page, or breaks off a response that has started. */
  #fail(status: 400 | 408 | 502 | 504): void {
    const state = this.#state;
    if (state.kind === "done") {
      return;
    }
    this.#release("broken");
    if (state.kind === "streaming") {
      this.#brokeOff(state.head);
      this.#client.breakOff();
    } else if (status < 500) {
      this.#client.refuse(status, this.#sent);
    } else {
      this.#answers.byElb(status, this.#sent);
      this.#client.sendPage(errorPage(status));
    }
  }

  /** False if it could not be sent; the answer is then 502. */
  #sendHead(head: ResponseHead): boolean {
    try {
      this.#client.sendHead(head);
    } catch {
      this.#target.failed();
      this.#fail(502);
      return false;
    }
    this.#state = { kind: "streaming", head };
    this.#target.metrics.answered(head.statusCode);
    if (head.statusCode >= 500) {
      this.#target.failed();
    }
    return true;
  }

  #flushHead(): void {
    if (this.#state.kind === "streaming") {
      this.#client.flushHead();
    }
  }

  #finish({ statusCode, headers }: ResponseHead, chunks: readonly Buffer[]): void {
    this.#release("reusable");
    this.#client.finish(chunks);
    this.#answers.byTarget(statusCode, headers, this.#sent);
  }

  #brokeOff({ statusCode, headers }: ResponseHead): void {
    this.#answers.byTarget(statusCode, headers, this.#sent, false);
  }

  /** Returns the target's connection or ends it. Nothing that arrives from it counts any more. */
  #release(state: "reusable" | "broken"): void {
    if (this.#state.kind === "done") {
      return;
    }
    this.#state = done;
    this.#target.end(this.#flight);
    if (state === "reusable" && !this.#target.draining) {
      this.#target.connections.release(this.#upstream);
    } else {
      this.#target.connections.discard(this.#upstream, state === "reusable");
    }
  }
}

function isConnectError(error: Error): boolean {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall === "connect" || code === "UND_ERR_CONNECT_TIMEOUT";
}
