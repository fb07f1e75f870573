import { constants, type ServerHttp2Stream } from "node:http2";
import { PassThrough, type Readable } from "node:stream";
import type { ElbStatus } from "../contract.ts";
import type { Sent } from "./answers.ts";
import type { ClientSide, Occupant, ResponseHead } from "./client-side.ts";
import { errorPage, type OwnPage, pageHeaders } from "./own-pages.ts";

/** The parts of its connection that a stream needs. */
export interface Http2ConnectionSide {
  readonly openedAtMs: number;
  readonly remoteAddress: string | undefined;
  /** Accepts no more streams. Open streams end normally. */
  end(): void;
  /** An error page is sent instead of a response. */
  refused(status: ElbStatus, sent: Sent | undefined): void;
}

/** A request on a stream of an HTTP/2 connection. */
export class Http2Request implements ClientSide {
  readonly #connection: Http2ConnectionSide;
  readonly #stream: ServerHttp2Stream;
  readonly #length: string | undefined;
  #occupant: Occupant | undefined;
  #body: PassThrough | undefined;
  #bodyBytes = 0;
  #sentBytes = 0;
  #bytesSeen = 0;
  #activeAtMs: number;
  #complete: boolean;

  /** @param length the value of its Content-Length, if it has one */
  constructor(
    connection: Http2ConnectionSide,
    stream: ServerHttp2Stream,
    length: string | undefined,
    nowMs: number,
  ) {
    this.#connection = connection;
    this.#stream = stream;
    this.#length = length;
    this.#activeAtMs = nowMs;
    this.#complete = stream.endAfterHeaders;
    // The close event that follows reports the error.
    stream.on("error", ignore);
    if (!this.#complete) {
      stream.on("data", (chunk: Buffer) => {
        this.#bodyBytes += chunk.length;
      });
      stream.pause();
      stream.once("end", () => {
        this.#complete = true;
      });
    }
  }

  get connectedAtMs(): number {
    return this.#connection.openedAtMs;
  }

  get remoteAddress(): string | undefined {
    return this.#connection.remoteAddress;
  }

  get requestComplete(): boolean {
    return this.#complete;
  }

  get waitsForClient(): boolean {
    return !this.#complete && this.#body?.writableNeedDrain !== true;
  }

  occupy(occupant: Occupant): void {
    this.#occupant = occupant;
  }

  endConnection(): void {
    this.#connection.end();
  }

  /** Without a length, it goes to the target in chunks, as they arrive. */
  body(): Readable | undefined {
    if (this.#stream.endAfterHeaders || this.#length === "0") {
      return undefined;
    }
    const chunked = this.#length === undefined;
    this.#body = new PassThrough(chunked ? { readableObjectMode: true, readableHighWaterMark: 1 } : {});
    this.#body.on("error", () => {});
    this.#stream.pipe(this.#body);
    return this.#body;
  }

  sendHead({ statusCode, headers }: ResponseHead): void {
    this.#respond(statusCode, headers);
  }

  /** A head is sent at once. */
  flushHead(): void {}

  write(chunk: Buffer, drained: () => void): boolean {
    this.#sentBytes += chunk.length;
    if (this.#stream.write(chunk)) {
      return true;
    }
    this.#stream.once("drain", drained);
    return false;
  }

  finish(chunks: readonly Buffer[]): void {
    // Stryker disable next-line ConditionalExpression,EqualityOperator: only saves a copy of a single chunk.
    this.#end(chunks.length > 1 ? Buffer.concat(chunks) : chunks[0]);
  }

  sendPage(page: OwnPage): void {
    if (this.#stream.destroyed || this.#stream.headersSent) {
      return;
    }
    const headers = pageHeaders(page);
    if (page.location !== undefined) {
      headers.push("Location", page.location);
    }
    this.#respond(page.status, headers);
    this.#end(page.body);
  }

  refuse(status: ElbStatus, sent?: Sent): void {
    this.#connection.refused(status, sent);
    this.sendPage(errorPage(status));
  }

  breakOff(): void {
    this.#occupant = undefined;
    this.#leaveBody();
    // `close` would end the response first, and the client would take it for complete.
    // Stryker disable next-line StringLiteral: nobody reads the message.
    this.#stream.destroy(new Error("the target broke off"));
  }

  leave(): void {
    this.#occupant = undefined;
    this.#leaveBody();
  }

  /** The stream has closed. */
  closed(): void {
    const occupant = this.#occupant;
    this.#occupant = undefined;
    occupant?.clientGone();
  }

  /** Checks whether the idle timeout has passed since the last byte of this stream, in any direction. */
  sweep(nowMs: number, idleTimeoutMs: number): void {
    const bytes = this.#bodyBytes + this.#sentBytes + (this.#occupant?.targetBytes ?? 0);
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.#activeAtMs = nowMs;
    } else if (nowMs - this.#activeAtMs >= idleTimeoutMs) {
      if (this.#occupant) {
        this.#occupant.idle();
      } else {
        this.#stream.close(constants.NGHTTP2_CANCEL);
      }
    }
  }

  #respond(status: number, headers: readonly string[]): void {
    this.#stream.respond([":status", String(status), ...headers]);
  }

  /** A body that is no longer needed is not requested: the client is told so (RFC 9113, section 8.1). */
  #end(rest: Buffer | undefined): void {
    this.#occupant = undefined;
    this.#leaveBody();
    if (!this.#complete) {
      this.#stream.once("finish", () => this.#stream.close(constants.NGHTTP2_NO_ERROR));
    }
    this.#stream.end(rest);
  }

  #leaveBody(): void {
    if (this.#body) {
      this.#stream.unpipe(this.#body);
      this.#body.destroy();
      this.#body = undefined;
    }
    if (!this.#complete) {
      this.#stream.resume();
    }
  }
}

function ignore(): void {}
