import type { IncomingHttpHeaders } from "node:http";
import http2, {
  constants,
  type IncomingHttpHeaders as Http2Headers,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { TLSSocket } from "node:tls";
import type { ElbStatus } from "../contract.ts";
import { limits } from "../limits.ts";
import { ShortLived } from "../short-lived.ts";
import type { Sent } from "./answers.ts";
import type { ClientRequestHead } from "./client-side.ts";
import { type Http2ConnectionSide, Http2Request } from "./http2-request.ts";

/** What happens to the requests that arrive over HTTP/2. */
export interface Http2Events {
  nowMs(): number;
  request(head: ClientRequestHead, client: Http2Request): void;
  refused(status: ElbStatus, sent: Sent | undefined): void;
}

/** Requests that one connection may have open (ALB user guide, "Listener configuration"). */
const parallelRequests = 128;

/**
 * The limits of one connection. A client that resets its streams as fast as it opens them, or sends
 * meaningless frames or endless heads, loses its connection. nghttp2's own limits on resets, settings, pings
 * and CONTINUATION frames apply too.
 */
const sessionOptions: http2.SecureServerOptions = {
  settings: {
    maxConcurrentStreams: parallelRequests,
    maxHeaderListSize: limits.requestHeaders + limits.requestLine,
    enablePush: false,
  },
  maxHeaderListPairs: 1000,
  maxSendHeaderBlockLength: 64 * 1024,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  maxOutstandingPings: 10,
  maxSettings: 32,
  /** In MB. */
  maxSessionMemory: 16,
  peerMaxConcurrentStreams: parallelRequests,
};

/** HTTP/2 with clients: connections, streams, and the end of idle ones. */
export class Http2Server {
  readonly #events: Http2Events;
  readonly #connections = new Set<Http2Connection>();

  constructor(events: Http2Events) {
    this.#events = events;
  }

  /** Takes over a connection that has agreed on HTTP/2. */
  accept(socket: TLSSocket): void {
    const session = http2.performServerHandshake(socket, sessionOptions);
    const connection = new Http2Connection(session, socket, this.#events);
    this.#connections.add(connection);
    session.on("close", () => this.#connections.delete(connection));
  }

  /** Checks the idle timeout of each connection and stream. */
  sweep(idleTimeoutMs: number): void {
    const nowMs = this.#events.nowMs();
    for (const connection of this.#connections) {
      connection.sweep(nowMs, idleTimeoutMs);
    }
  }

  /** Ends all connections, whatever they are doing. */
  destroyConnections(): void {
    for (const connection of this.#connections) {
      connection.destroy();
    }
  }
}

/** One client's HTTP/2 connection. */
class Http2Connection implements Http2ConnectionSide {
  readonly openedAtMs: number;
  readonly remoteAddress: string | undefined;
  readonly #session: ServerHttp2Session;
  readonly #socket: TLSSocket;
  readonly #events: Http2Events;
  readonly #streams = new ShortLived<Http2Request>();
  #bytesSeen = 0;
  #activeAtMs: number;

  constructor(session: ServerHttp2Session, socket: TLSSocket, events: Http2Events) {
    this.#session = session;
    this.#socket = socket;
    this.#events = events;
    this.openedAtMs = events.nowMs();
    this.#activeAtMs = this.openedAtMs;
    this.remoteAddress = socket.remoteAddress;
    // The close event that follows reports the error.
    session.on("error", () => {});
    session.on("stream", (stream, headers, _flags, rawHeaders: string[]) =>
      this.#receive(stream, headers, rawHeaders),
    );
  }

  end(): void {
    this.#session.close();
  }

  refused(status: ElbStatus, sent: Sent | undefined): void {
    this.#events.refused(status, sent);
  }

  destroy(): void {
    this.#session.destroy();
  }

  sweep(nowMs: number, idleTimeoutMs: number): void {
    for (const stream of this.#streams.values()) {
      stream.sweep(nowMs, idleTimeoutMs);
    }
    const bytes = this.#socket.bytesRead + this.#socket.bytesWritten;
    if (bytes !== this.#bytesSeen || this.#streams.size > 0) {
      this.#bytesSeen = bytes;
      this.#activeAtMs = nowMs;
    } else if (nowMs - this.#activeAtMs >= idleTimeoutMs) {
      // Sends GOAWAY first.
      this.#session.close();
    }
  }

  #receive(stream: ServerHttp2Stream, headers: Http2Headers, rawHeaders: readonly string[]): void {
    const head = requestHead(headers, rawHeaders);
    const client = new Http2Request(this, stream, headers["content-length"], this.#events.nowMs());
    const entry = this.#streams.add(client);
    stream.on("close", () => {
      this.#streams.remove(entry);
      client.closed();
    });
    if (headers.expect?.toLowerCase() === "100-continue") {
      stream.additionalHeaders({ [constants.HTTP2_HEADER_STATUS]: 100 });
    }
    this.#events.request(head, client);
  }
}

/**
 * The head as it goes to the target, and as it is judged: HTTP/1.1, with a Host, and all cookies in one
 * header (RFC 9113, section 8.2.3).
 *
 * @param rawHeaders names and values in turn, including pseudo headers
 */
function requestHead(headers: Http2Headers, rawHeaders: readonly string[]): ClientRequestHead {
  const host = headers[":authority"] ?? headers.host;
  const raw: string[] = host === undefined ? [] : ["Host", host];
  const cookies: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const value = rawHeaders[i + 1] ?? "";
    if (name === "cookie") {
      cookies.push(value);
    } else if (!name.startsWith(":") && name !== "host") {
      raw.push(name, value);
    }
  }
  // A copy would cost more than all the rest.
  const merged = headers as IncomingHttpHeaders;
  merged.host = host;
  if (cookies.length > 0) {
    merged.cookie = cookies.join("; ");
    raw.push("Cookie", merged.cookie);
  }
  return {
    method: headers[":method"],
    url: headers[":path"],
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    headers: merged,
    rawHeaders: raw,
  };
}
