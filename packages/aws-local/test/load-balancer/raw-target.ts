import { once } from "node:events";
import net from "node:net";
import type { Target } from "../../src/load-balancer/contract.ts";

/** What a raw target does with a request whose head has come: `head` is everything up to the blank line. */
export type Reaction = (socket: net.Socket, head: string) => void;

/** What a target that is well answers a health check, and one that is not. */
export const passingCheck = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
export const failingCheck = "HTTP/1.1 503 Sick\r\nContent-Length: 0\r\n\r\n";

/**
 * A target on bare sockets: passes its health check and reacts to anything else as it is told. It keeps every request
 * line it has ever seen, and everything that was sent to it.
 */
export class RawTarget {
  readonly server: net.Server;
  readonly requestLines: string[] = [];
  readonly heads: string[] = [];
  readonly sockets = new Set<net.Socket>();
  /** The connection on which each request came, in order. */
  readonly servedBy: net.Socket[] = [];
  received = "";
  react: Reaction;
  /** The heads of the health checks that came. */
  readonly healthChecks: string[] = [];
  /** What a health check gets, and then FIN; undefined: nothing at all. */
  healthAnswer: string | undefined = passingCheck;
  #changed: (() => void)[] = [];

  // biome-ignore lint/style/useConsistentMemberAccessibility: a constructor cannot be a #private name.
  private constructor(react: Reaction) {
    this.react = react;
    this.server = net.createServer((socket) => this.#accept(socket));
  }

  static async start(react: Reaction = answer("hello")): Promise<RawTarget> {
    const target = new RawTarget(react);
    target.server.listen(0, "127.0.0.1");
    await once(target.server, "listening");
    return target;
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  socketOfLastRequest(): net.Socket {
    const socket = this.servedBy.at(-1);
    if (!socket) {
      throw new Error("no request has come yet");
    }
    return socket;
  }

  as(id: string, availabilityZone = "us-east-1a"): Target {
    return { id, port: 80, availabilityZone, address: { host: "127.0.0.1", port: this.port } };
  }

  /** Resolves once something that came to pass on this target makes `check` true. */
  async until(check: () => boolean): Promise<void> {
    while (!check()) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    if (!this.server.listening) {
      return;
    }
    this.server.close();
    await once(this.server, "close");
  }

  #accept(socket: net.Socket): void {
    let pending = "";
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.sockets.delete(socket);
      this.#notify();
    });
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      if (!pending.startsWith("GET /healthcheck ")) {
        this.received += chunk.toString("latin1");
      }
      for (let end = pending.indexOf("\r\n\r\n"); end !== -1; end = pending.indexOf("\r\n\r\n")) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        this.#react(socket, head);
      }
      this.#notify();
    });
  }

  #react(socket: net.Socket, head: string): void {
    const [line = ""] = head.split("\r\n");
    if (line.startsWith("GET /healthcheck ")) {
      this.healthChecks.push(head);
      if (this.healthAnswer !== undefined) {
        socket.end(this.healthAnswer);
      }
      return;
    }
    if (!/^\S+ \S+ HTTP\/1\.1$/.test(line)) {
      return;
    }
    this.requestLines.push(line);
    this.heads.push(head);
    this.servedBy.push(socket);
    this.react(socket, head);
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) {
      resolve();
    }
  }
}

/** Answers 200 with a text on a connection that stays open. */
export function answer(text: string, headers = ""): Reaction {
  return (socket) =>
    socket.write(`HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

/** Sends these bytes and leaves the connection open. */
export function bytes(text: string): Reaction {
  return (socket) => socket.write(Buffer.from(text, "latin1"));
}

/** Sends these bytes and then FIN. */
export function bytesThenFin(text: string): Reaction {
  return (socket) => socket.end(Buffer.from(text, "latin1"));
}

/** Resets the connection. */
export const reset: Reaction = (socket) => socket.resetAndDestroy();

/** Takes the request and never answers. */
export const silence: Reaction = () => {};
