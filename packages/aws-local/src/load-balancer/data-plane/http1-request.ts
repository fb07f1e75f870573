import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough, type Readable } from "node:stream";
import type { ElbStatus } from "../contract.ts";
import type { Sent } from "./answers.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ClientSide, Occupant, ResponseHead } from "./client-side.ts";
import { http1PageHeaders, type OwnPage } from "./own-pages.ts";

/** The current request of an HTTP/1 connection. */
export class Http1Request implements ClientSide {
  readonly #connection: ClientConnection;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #occupant: Occupant | undefined;
  #body: PassThrough | undefined;

  constructor(connection: ClientConnection, request: IncomingMessage, response: ServerResponse) {
    this.#connection = connection;
    this.#request = request;
    this.#response = response;
  }

  get connectedAtMs(): number {
    return this.#connection.openedAtMs;
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }

  get requestComplete(): boolean {
    return this.#request.complete;
  }

  get waitsForClient(): boolean {
    return !this.#request.complete && this.#body?.writableNeedDrain !== true;
  }

  occupy(occupant: Occupant): void {
    this.#occupant = occupant;
    this.#connection.occupy(occupant, this.#response);
  }

  endConnection(): void {
    this.#connection.endWithResponse();
  }

  /**
   * A separate stream: undici destroys a body that it cannot send, which must not close the client's
   * connection.
   */
  body(): Readable | undefined {
    const { headers } = this.#request;
    const chunked = headers["transfer-encoding"] !== undefined;
    if (!chunked && Number(headers["content-length"] ?? 0) === 0) {
      return undefined;
    }
    // For a byte stream that has ended already, undici would send the length. In object mode, chunks stay
    // chunks.
    this.#body = new PassThrough(chunked ? { readableObjectMode: true, readableHighWaterMark: 1 } : {});
    this.#body.on("error", () => {});
    this.#request.pipe(this.#body);
    return this.#body;
  }

  sendHead({ statusCode, reason, headers, hasDate }: ResponseHead): void {
    if (hasDate) {
      this.#response.sendDate = false;
    }
    const all = this.#connection.endsWithResponse ? [...headers, "Connection", "close"] : headers;
    this.#response.writeHead(statusCode, reason, all);
  }

  flushHead(): void {
    // `flushHeaders` would write a head with bytes beyond ASCII as UTF-8.
    this.#response.write("", "latin1");
  }

  write(chunk: Buffer, drained: () => void): boolean {
    if (this.#response.write(chunk)) {
      return true;
    }
    this.#response.once("drain", drained);
    return false;
  }

  finish(chunks: readonly Buffer[]): void {
    const [first] = chunks;
    // As a latin1 string, head and body are sent in one write. A buffer would need a second write.
    // Stryker disable next-line ConditionalExpression: only saves a copy of a single chunk.
    this.#end(first && (chunks.length === 1 ? first : Buffer.concat(chunks)).toString("latin1"));
  }

  sendPage(page: OwnPage): void {
    this.#response.sendDate = false;
    this.#response.writeHead(page.status, page.reason, http1PageHeaders(page, this.#keepsAlive));
    this.#end(page.body.toString("latin1"));
  }

  refuse(status: ElbStatus, sent?: Sent): void {
    this.#leaveBody();
    this.#connection.refuseCurrent(status, sent);
  }

  breakOff(): void {
    this.#connection.socket.destroy();
  }

  leave(): void {
    this.#leaveBody();
    if (this.#occupant) {
      this.#connection.release(this.#occupant);
    }
  }

  get #keepsAlive(): boolean {
    return this.#response.shouldKeepAlive && !this.#connection.endsWithResponse;
  }

  #end(rest: string | undefined): void {
    this.#leaveBody();
    if (this.#request.complete || this.#keepsAlive) {
      this.#response.end(rest, "latin1");
    } else {
      // Node closes the connection at the end, and bytes that still arrive would reset it before the response
      // is read.
      this.#response.write(rest ?? "", "latin1");
      this.#request.once("close", () => this.#response.end());
    }
    this.#connection.answered(this.#request, this.#response);
  }

  /** The rest of the body is read and dropped, or a client that writes before it reads would wait forever. */
  #leaveBody(): void {
    if (this.#body) {
      this.#request.unpipe(this.#body);
      this.#body.destroy();
    }
    if (!this.#request.complete) {
      this.#request.resume();
    }
  }
}
