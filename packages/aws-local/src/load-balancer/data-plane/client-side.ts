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

/** What a client's request is busy with. It hears what happens to the client. */
export interface Occupant {
  /** The client has closed or reset its connection. */
  clientGone(): void;
  /** The rest of the request cannot be read. */
  requestBroken(): void;
  /** Nothing has moved for the idle timeout. */
  idle(): void;
  /** Bytes that came from the target, which count as activity as well. */
  readonly targetBytes: number;
}

/** A response's head, without what belongs to the target's hop. */
export interface ResponseHead {
  statusCode: number;
  /** Empty where the target sent none that can be passed on. */
  reason: string;
  /** Names and values in turn; every character is a byte. */
  headers: string[];
  contentLength: number | undefined;
  hasDate: boolean;
}

/** The client's side of one exchange, whatever protocol the client speaks. One of its last five methods ends it. */
export interface ClientSide {
  /** When its connection was made, in milliseconds since the epoch. */
  readonly connectedAtMs: number;
  readonly remoteAddress: string | undefined;
  /** False while a part of the request's body is still to come. */
  readonly requestComplete: boolean;
  /** True where the target takes the body faster than the client sends it. */
  readonly waitsForClient: boolean;
  /** From now on the occupant is told of the client. */
  occupy(occupant: Occupant): void;
  /** Its connection carries no request after this one. */
  endConnection(): void;
  /** The request's body, to be read once; undefined where there is none. */
  body(): Readable | undefined;
  /** @throws Error where the head holds what cannot be sent; nothing is sent then */
  sendHead(head: ResponseHead): void;
  /** Sends a head that no body has followed yet. */
  flushHead(): void;
  /** False where the client does not keep up; `drained` is called once it does. */
  write(chunk: Buffer, drained: () => void): boolean;
  /** The whole rest of the response. */
  finish(chunks: readonly Buffer[]): void;
  /** The load balancer's own page in place of a response. */
  sendPage(page: OwnPage): void;
  /** An error page for a request that is the client's fault; its connection carries no further one. */
  refuse(status: ElbStatus, sent?: Sent): void;
  /** A response that has begun cannot be ended well: the client's connection, or stream, breaks off. */
  breakOff(): void;
  /** There is no answer: the client is gone, or a refusal of its connection takes the answer's place. */
  leave(): void;
}
