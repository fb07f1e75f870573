import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type ElbStatus, rawErrorResponse } from "./error-page.ts";

/** What a client's connection is busy with: a request that is being answered, or a tunnel. */
export interface Occupant {
  /** The client has closed or reset the connection. */
  clientGone(): void;
  /** The rest of the client's request cannot be read; a refusal follows once the occupant has let go. */
  requestBroken(): void;
  /** Nothing has moved for the idle timeout. */
  idle(): void;
  /** Bytes that came from the target, which count as activity as well. */
  readonly targetBytes: number;
}

interface Waiting {
  request: IncomingMessage;
  begin: () => void;
}

/** How long bytes that arrive after a refusal are still read, so that a reset does not overtake the error page. */
const lingerMs = 2000;

/** Pipelined requests that may wait before no more are read from the connection. */
const longestPipeline = 16;

/**
 * One client connection. Requests on it are answered one after the other, pipelined ones wait; the idle timeout is kept
 * by `sweep`, which looks at the socket's byte counts and so costs nothing while requests run.
 */
export class ClientConnection {
  readonly socket: Socket;
  readonly openedAtMs: number;
  readonly #count: (status: ElbStatus) => void;
  readonly #waiting: Waiting[] = [];
  #occupant: Occupant | undefined;
  #responseBefore: ServerResponse | undefined;
  #lastResponse: ServerResponse | undefined;
  #refusal: ElbStatus | undefined;
  #last = false;
  #advancing = false;
  #served = 0;
  #bytesSeen = 0;
  #bytesReadWhenFree = 0;
  #activeAtMs: number;
  #headSinceMs: number | undefined;

  /** @param count called with the status of every refusal */
  constructor(socket: Socket, nowMs: number, count: (status: ElbStatus) => void) {
    this.socket = socket;
    this.openedAtMs = nowMs;
    this.#activeAtMs = nowMs;
    this.#count = count;
  }

  /** True while a request is being answered or others wait for it. */
  get busy(): boolean {
    return this.#occupant !== undefined || this.#waiting.length > 0;
  }

  /** True where nothing is under way and all that was answered is sent. */
  get quiet(): boolean {
    return !this.busy && !this.closing && (this.#lastResponse === undefined || this.#lastResponse.closed);
  }

  /** True where the response under way is the last thing that is sent. */
  get endsWithResponse(): boolean {
    return this.#last;
  }

  /** True once no further request is taken from it. */
  get closing(): boolean {
    return this.#last || this.#refusal !== undefined;
  }

  /** Runs `begin` once the requests before are answered; it occupies the connection, answers at once or refuses. */
  enqueue(request: IncomingMessage, begin: () => void): void {
    if (this.closing) {
      return;
    }
    this.#served++;
    if (!this.busy && !this.#advancing) {
      begin();
      return;
    }
    this.#waiting.push({ request, begin });
    if (this.#waiting.length >= longestPipeline) {
      this.socket.pause();
    }
    if (this.#occupant === undefined) {
      this.#advanceWhenSent();
    }
  }

  /** @param response the one through which the occupant answers; none for a tunnel */
  occupy(occupant: Occupant, response?: ServerResponse): void {
    this.#occupant = occupant;
    this.#responseBefore = this.#lastResponse;
    this.#lastResponse = response;
  }

  /** A response is given at once, without an occupant. */
  answering(response: ServerResponse): void {
    this.#lastResponse = response;
    this.#bytesReadWhenFree = this.socket.bytesRead;
  }

  /** The occupant has answered or given up. */
  free(occupant: Occupant): void {
    if (this.#occupant !== occupant) {
      return;
    }
    this.#occupant = undefined;
    this.#bytesReadWhenFree = this.socket.bytesRead;
    this.#headSinceMs = undefined;
    if (this.#waiting.length > 0 || this.#refusal !== undefined) {
      this.#advanceWhenSent();
    }
  }

  /** The response under way is the last; what was pipelined behind it is dropped. */
  closeAfterResponse(): void {
    this.#last = true;
    this.#waiting.length = 0;
  }

  /** No (further) request can be read or answered: finishes the ones before, then sends this status and closes. */
  refuse(status: ElbStatus): void {
    if (this.closing) {
      return;
    }
    this.#refusal = status;
    this.#count(status);
    if (this.#occupant) {
      this.#occupant.requestBroken();
    } else {
      this.#advanceWhenSent();
    }
  }

  /** Refuses the request whose turn it is, and with it everything behind. Nothing of its response has been sent. */
  refuseCurrent(status: ElbStatus): void {
    this.#waiting.length = 0;
    this.dropOccupant();
    this.refuse(status);
  }

  /** The occupant lets go without having answered; a refusal takes its place. */
  dropOccupant(): void {
    if (this.#occupant === undefined) {
      return;
    }
    this.#occupant = undefined;
    this.#lastResponse = this.#responseBefore;
    if (this.#refusal !== undefined) {
      this.#advanceWhenSent();
    }
  }

  /** The socket has closed. */
  closed(): void {
    this.#waiting.length = 0;
    const occupant = this.#occupant;
    this.#occupant = undefined;
    occupant?.clientGone();
  }

  /** Looks whether the idle timeout has passed since the last byte in any direction. */
  sweep(nowMs: number, idleTimeoutMs: number): void {
    const { socket } = this;
    const bytes = socket.bytesRead + socket.bytesWritten + (this.#occupant?.targetBytes ?? 0);
    if (bytes !== this.#bytesSeen) {
      this.#bytesSeen = bytes;
      this.#activeAtMs = nowMs;
      this.#noteHead(nowMs);
    }
    if (nowMs - this.#activeAtMs >= idleTimeoutMs) {
      this.#expire();
    } else if (this.#headSinceMs !== undefined && nowMs - this.#headSinceMs >= idleTimeoutMs) {
      this.refuse(408);
    }
  }

  /** A head that trickles in keeps the connection from being idle: it has the idle timeout as a whole. */
  #noteHead(nowMs: number): void {
    const reading = !this.busy && this.socket.bytesRead > this.#bytesReadWhenFree;
    if (!reading) {
      this.#headSinceMs = undefined;
    } else {
      this.#headSinceMs ??= nowMs;
    }
  }

  #expire(): void {
    if (this.#occupant) {
      this.#occupant.idle();
    } else if (this.closing || (this.#served > 0 && this.#headSinceMs === undefined)) {
      this.socket.destroy();
    } else {
      this.refuse(408);
    }
  }

  /** Goes on with what waits once the response before is out, so that nothing can overtake it. */
  #advanceWhenSent(): void {
    if (this.#advancing) {
      return;
    }
    this.#advancing = true;
    const go = () => {
      this.#advancing = false;
      this.#advance();
    };
    const response = this.#lastResponse;
    if (response && !response.closed) {
      response.once("close", go);
    } else {
      setImmediate(go);
    }
  }

  #advance(): void {
    if (this.socket.destroyed || this.#occupant !== undefined) {
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined || (this.#refusal !== undefined && !next.request.complete)) {
      if (this.#refusal !== undefined) {
        this.#sendRefusal(this.#refusal);
      }
      return;
    }
    if (this.#waiting.length < longestPipeline && this.socket.isPaused()) {
      this.socket.resume();
    }
    next.begin();
    if (this.#occupant === undefined && (this.#waiting.length > 0 || this.#refusal !== undefined)) {
      this.#advanceWhenSent();
    }
  }

  #sendRefusal(status: ElbStatus): void {
    this.#last = true;
    const { socket } = this;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(rawErrorResponse(status));
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => clearTimeout(timer));
  }
}
