import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { ElbStatus } from "../contract.ts";
import type { Sent } from "./answers.ts";
import type { OwnPage } from "./own-pages.ts";

/** A request's head, as Node has it of HTTP/1. */
export interface ClientRequestHead {
  method?: string | undefined;
  url?: string | undefined;
  httpVersionMajor: number;
  httpVersionMinor: number;
  headers: IncomingHttpHeaders;
  /** Names and values in turn; every character is a byte. */
  rawHeaders: readonly string[];
}

/** What handles a client's request. It is notified of events on the client's side. */
export interface Occupant {
  /** The client has closed or reset its connection. */
  clientGone(): void;
  /** The rest of the request cannot be read. */
  requestBroken(): void;
  /** No data in either direction for the idle timeout. */
  idle(): void;
  /** Bytes from the target, which count as activity as well. */
  readonly targetBytes: number;
}

/** A response's head, without headers of the target's hop. */
export interface ResponseHead {
  statusCode: number;
  /** Empty if the target sent none that can be passed on. */
  reason: string;
  /** Names and values in turn; every character is a byte. */
  headers: string[];
  contentLength: number | undefined;
  hasDate: boolean;
}

/**
 * The client's side of one exchange, for any protocol of the client. One of its last five methods ends it.
 */
export interface ClientSide {
  /** When its connection was made, in milliseconds since the epoch. */
  readonly connectedAtMs: number;
  readonly remoteAddress: string | undefined;
  /** False while part of the request's body is missing. */
  readonly requestComplete: boolean;
  /** True if the target reads the body faster than the client sends it. */
  readonly waitsForClient: boolean;
  /** From now on, the occupant is notified of the client's events. */
  occupy(occupant: Occupant): void;
  /** Its connection carries no request after this one. */
  endConnection(): void;
  /** The request's body, to be read once; undefined if there is none. */
  body(): Readable | undefined;
  /** @throws Error if the head contains something that cannot be sent; then nothing is sent */
  sendHead(head: ResponseHead): void;
  /** Sends a head that no body has followed yet. */
  flushHead(): void;
  /** False if the client does not keep up; `drained` is called once it does. */
  write(chunk: Buffer, drained: () => void): boolean;
  /** The whole rest of the response. */
  finish(chunks: readonly Buffer[]): void;
  /** The load balancer's own page instead of a response. */
  sendPage(page: OwnPage): void;
  /** An error page for a request that is the client's fault. Its connection carries no further request. */
  refuse(status: ElbStatus, sent?: Sent): void;
  /** A response that has started cannot be completed: the client's connection, or stream, breaks off. */
  breakOff(): void;
  /** There is no answer: the client has disconnected, or a refusal of its connection replaces the answer. */
  leave(): void;
}
