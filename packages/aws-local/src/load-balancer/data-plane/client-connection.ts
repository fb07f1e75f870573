import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ElbStatus } from "../contract.ts";
import type { Sent } from "./answers.ts";
import type { Occupant } from "./client-side.ts";
import { errorPage, type OwnPage, rawPage } from "./own-pages.ts";

interface Waiting {
  request: IncomingMessage;
  begin: () => void;
}

/** The state of a connection. */
type Turn =
  /** Nothing: the next request starts at once. */
  | { kind: "free"; sent: ServerResponse | undefined; reading: Reading }
  /** A request is being answered through `response`, or a tunnel is open. `before` is the response before it. */
  | {
      kind: "occupied";
      occupant: Occupant;
      response: ServerResponse | undefined;
      before: ServerResponse | undefined;
    }
  /** A response is being sent, and the next one waits for it. */
  | { kind: "sending"; sent: ServerResponse | undefined }
  /**
   * Everything is sent: bytes that still arrive are read for a moment, so that a reset does not overtake the
   * answer.
   */
  | { kind: "lingering" }
  | { kind: "closed" };

/** What a free connection reads. Its bytes are counted about once a second. */
type Reading =
  /** The next head, of which nothing had come at `bytesBefore`. */
  | { kind: "head"; bytesBefore: number; sinceMs: number | undefined }
  /** The rest of a body whose answer is sent already. */
  | { kind: "leftover"; request: IncomingMessage; sinceMs: number | undefined };

/** Whether, and how, a connection ends after the current response. */
type Ending =
  | { kind: "none" }
  /** With the current response. */
  | { kind: "response" }
  /** With one of the load balancer's own pages, after the current response. */
  | { kind: "refusal"; page: OwnPage };

/** How long bytes that arrive after a refusal are still read. */
const lingerMs = 2000;

/** Pipelined requests that may wait before reading from the connection stops. */
const longestPipeline = 16;

/**
 * One client's HTTP/1 connection. Its requests are answered one after the other; pipelined ones wait. `sweep`
 * enforces the idle timeout from the socket's byte counts, so it costs nothing during requests.
 */
export class ClientConnection {
  readonly socket: Socket;
  readonly openedAtMs: number;
  readonly #onRefusal: (status: ElbStatus, sent: Sent | undefined) => void;
  readonly #waiting: Waiting[] = [];
  #turn: Turn = {
    kind: "free",
    sent: undefined,
    reading: { kind: "head", bytesBefore: 0, sinceMs: undefined },
  };
  #ending: Ending = { kind: "none" };
  #served = 0;
  #bytesSeen = 0;
  #activeAtMs: number;

  /** @param onRefusal called with the status of every refusal */
  constructor(socket: Socket, nowMs: number, onRefusal: (status: ElbStatus, sent: Sent | undefined) => void) {
    this.socket = socket;
    this.openedAtMs = nowMs;
    this.#activeAtMs = nowMs;
    this.#onRefusal = onRefusal;
    // Node's parser resumes the socket after every request that it has read.
    socket.on("resume", () => this.#holdBack());
  }

  /** True if nothing is in progress and all answers are sent. */
  get quiet(): boolean {
    return (
      this.#turn.kind === "free" &&
      this.#ending.kind === "none" &&
      (this.#turn.sent === undefined || this.#turn.sent.closed)
    );
  }

  /** True if the current response is the last one. */
  get endsWithResponse(): boolean {
    return this.#ending.kind === "response";
  }

  /**
   * Runs `begin` once the earlier requests are answered. It occupies the connection, answers at once or
   * refuses.
   */
  enqueue(request: IncomingMessage, begin: () => void): void {
    if (this.#ending.kind !== "none") {
      return;
    }
    this.#served++;
    if (this.#turn.kind === "free") {
      begin();
      return;
    }
    this.#waiting.push({ request, begin });
    this.#holdBack();
  }

  /** @param response the one through which the occupant answers; none for a tunnel */
  occupy(occupant: Occupant, response?: ServerResponse): void {
    const before = this.#turn.kind === "free" ? this.#turn.sent : undefined;
    this.#turn = { kind: "occupied", occupant, response, before };
  }

  /** A response is sent at once, without an occupant, or the occupant has sent its own. */
  answered(request: IncomingMessage, response: ServerResponse): void {
    this.#next(response, request.complete ? undefined : request);
  }

  /** The occupant ends without an answer: a refusal takes its place, or the connection closes. */
  release(occupant: Occupant): void {
    if (this.#turn.kind === "occupied" && this.#turn.occupant === occupant) {
      this.#next(this.#turn.before);
    }
  }

  /** The current response is the last one. Pipelined requests after it are dropped. */
  endWithResponse(): void {
    this.#ending = { kind: "response" };
    this.#waiting.length = 0;
  }

  /**
   * No further request can be read: finishes the earlier ones, then sends this status and closes. False if
   * the connection is ending already.
   */
  refuse(status: ElbStatus, sent?: Sent): boolean {
    if (this.#ending.kind !== "none") {
      return false;
    }
    this.#ending = { kind: "refusal", page: errorPage(status) };
    this.#onRefusal(status, sent);
    if (this.#turn.kind === "occupied") {
      this.#turn.occupant.requestBroken();
    } else if (this.#turn.kind === "free") {
      this.#next(this.#turn.sent);
    }
    return true;
  }

  /** Refuses the current request and everything after it. Nothing of its response has been sent. */
  refuseCurrent(status: ElbStatus, sent?: Sent): void {
    this.#onRefusal(status, sent);
    this.closeWith(errorPage(status));
  }

  /** The same with a page that the caller has counted. */
  closeWith(page: OwnPage): void {
    this.#waiting.length = 0;
    this.#ending = { kind: "refusal", page };
    if (this.#turn.kind === "occupied") {
      this.#next(this.#turn.before);
    } else if (this.#turn.kind === "free") {
      this.#next(this.#turn.sent);
    }
  }

  /** The socket has closed. */
  closed(): void {
    const turn = this.#turn;
    this.#turn = { kind: "closed" };
    this.#waiting.length = 0;
    if (turn.kind === "occupied") {
      turn.occupant.clientGone();
    }
  }

  /** Checks whether the idle timeout has passed since the last byte in any direction. */
  sweep(nowMs: number, idleTimeoutMs: number): void {
    const { socket } = this;
    const fromTarget = this.#turn.kind === "occupied" ? this.#turn.occupant.targetBytes : 0;
    const bytes = socket.bytesRead + socket.bytesWritten + fromTarget;
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.#activeAtMs = nowMs;
      this.#noteReading(nowMs);
    }
    if (nowMs - this.#activeAtMs >= idleTimeoutMs) {
      this.#idle();
    } else if (this.#turn.kind === "free") {
      this.#limitReading(this.#turn.reading, nowMs, idleTimeoutMs);
    }
  }

  #noteReading(nowMs: number): void {
    if (this.#turn.kind !== "free") {
      return;
    }
    const { reading } = this.#turn;
    if (reading.kind === "leftover" || this.socket.bytesRead > reading.bytesBefore) {
      reading.sinceMs ??= nowMs;
    }
  }

  /**
   * A head, or a body that nobody needs, must arrive within one idle timeout, even if single bytes keep
   * arriving.
   */
  #limitReading({ kind, sinceMs }: Reading, nowMs: number, idleTimeoutMs: number): void {
    if (sinceMs === undefined || nowMs - sinceMs < idleTimeoutMs) {
      return;
    }
    if (kind === "head") {
      this.refuse(408);
    } else {
      this.socket.destroy();
    }
  }

  #idle(): void {
    const turn = this.#turn;
    if (turn.kind === "occupied") {
      turn.occupant.idle();
    } else if (turn.kind === "free" && this.#ending.kind === "none" && this.#owesRequest(turn.reading)) {
      this.refuse(408);
    } else {
      this.socket.destroy();
    }
  }

  /** A client must send its first request, and the rest of a head that it has started. */
  #owesRequest(reading: Reading): boolean {
    return this.#served === 0 || (reading.kind === "head" && reading.sinceMs !== undefined);
  }

  #holdBack(): void {
    if (this.#waiting.length >= longestPipeline) {
      this.socket.pause();
    }
  }

  /** What follows a response: the next request, the refusal, or a free connection. */
  #next(sent: ServerResponse | undefined, unread?: IncomingMessage): void {
    if (this.#turn.kind === "closed" || this.#turn.kind === "lingering") {
      return;
    }
    if (this.#waiting.length === 0 && this.#ending.kind !== "refusal") {
      this.#turn = { kind: "free", sent, reading: this.#readingAfter(unread) };
      return;
    }
    this.#turn = { kind: "sending", sent };
    const advance = () => this.#advance(sent);
    if (sent && !sent.closed) {
      sent.once("close", advance);
    } else {
      setImmediate(advance);
    }
  }

  #readingAfter(unread: IncomingMessage | undefined): Reading {
    if (unread === undefined) {
      return { kind: "head", bytesBefore: this.socket.bytesRead, sinceMs: undefined };
    }
    unread.once("end", () => {
      const turn = this.#turn;
      if (turn.kind === "free" && turn.reading.kind === "leftover" && turn.reading.request === unread) {
        this.#turn = { ...turn, reading: this.#readingAfter(undefined) };
      }
    });
    return { kind: "leftover", request: unread, sinceMs: undefined };
  }

  #advance(sent: ServerResponse | undefined): void {
    if (this.#turn.kind !== "sending") {
      return;
    }
    const next = this.#waiting.shift();
    const refusal = this.#ending.kind === "refusal" ? this.#ending.page : undefined;
    if (refusal !== undefined && next?.request.complete !== true) {
      this.#sendRefusal(refusal);
      return;
    }
    if (this.#waiting.length < longestPipeline && this.socket.isPaused()) {
      this.socket.resume();
    }
    this.#turn = { kind: "free", sent, reading: this.#readingAfter(undefined) };
    next?.begin();
    // Answered at once, so the rest can follow.
    if (this.#turn.kind === "free" && (this.#waiting.length > 0 || this.#ending.kind === "refusal")) {
      this.#next(this.#turn.sent);
    }
  }

  #sendRefusal(page: OwnPage): void {
    const { socket } = this;
    this.#turn = { kind: "lingering" };
    this.#waiting.length = 0;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(rawPage(page));
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => clearTimeout(timer));
  }
}
