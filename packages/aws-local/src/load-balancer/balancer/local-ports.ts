import net, { type Socket } from "node:net";
import { listenOn } from "../../listening.ts";

/** A listener's side of a port on this machine. */
export interface Door {
  protocol: "HTTP" | "HTTPS";
  enter(socket: Socket): void;
}

/** A port that a listener uses. */
export interface HeldPort {
  readonly port: number;
  /**
   * Accepts no more connections. Resolves once the port is free, or left to the other listener. The holder
   * ends its connections.
   */
  leave(): Promise<void>;
}

/** The first byte of a TLS handshake (RFC 8446, section 5.1). An HTTP request never begins with it. */
const tlsHandshake = 0x16;

/**
 * The ports on this machine where a load balancer listens. An HTTP and an HTTPS listener can share one: a
 * client's first byte shows which of them it wants. So `http://` and `https://` both lead to the load
 * balancer's one address, as both do with its DNS name on AWS.
 */
export class LocalPorts {
  readonly #shared = new Map<number, SharedPort>();

  /**
   * @param port 0 picks a free one
   * @throws the system's error, such as EADDRINUSE
   */
  async open(port: number, host: string | undefined, door: Door): Promise<HeldPort> {
    const open = this.#shared.get(port);
    if (open?.take(door)) {
      return this.#held(open, door);
    }
    const fresh = new SharedPort(door);
    // If another listener of the same protocol has the port, this is EADDRINUSE.
    await fresh.listen(port, host);
    this.#shared.set(fresh.port, fresh);
    return this.#held(fresh, door);
  }

  #held(shared: SharedPort, door: Door): HeldPort {
    return {
      port: shared.port,
      leave: () => {
        const isLast = shared.giveUp(door);
        if (!isLast) {
          return Promise.resolve();
        }
        this.#shared.delete(shared.port);
        return shared.close();
      },
    };
  }

  /** Ends connections that have sent nothing within the idle timeout. */
  sweep(nowMs: number, idleTimeoutMs: number): void {
    for (const shared of this.#shared.values()) {
      shared.sweep(nowMs, idleTimeoutMs);
    }
  }
}

class SharedPort {
  port = 0;
  readonly #doors = new Map<Door["protocol"], Door>();
  readonly #server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    this.#receive(socket),
  );
  /** Connections that have sent nothing yet, with the time when that was first seen. */
  readonly #silent = new Map<Socket, number | undefined>();

  constructor(door: Door) {
    this.take(door);
  }

  async listen(port: number, host: string | undefined): Promise<void> {
    this.port = await listenOn(this.#server, port, host);
  }

  /** False if a listener of the same protocol has it. */
  take(door: Door): boolean {
    const isFree = !this.#doors.has(door.protocol);
    if (isFree) {
      this.#doors.set(door.protocol, door);
    }
    return isFree;
  }

  /** Whether the port is no longer in use. */
  giveUp({ protocol }: Door): boolean {
    this.#doors.delete(protocol);
    return this.#doors.size === 0;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#silent.keys()) {
        socket.destroy();
      }
    });
  }

  sweep(nowMs: number, idleTimeoutMs: number): void {
    for (const [socket, sinceMs = nowMs] of this.#silent) {
      this.#silent.set(socket, sinceMs);
      if (nowMs - sinceMs >= idleTimeoutMs) {
        socket.destroy();
      }
    }
  }

  #receive(socket: Socket): void {
    const [door, other] = this.#doors.values();
    if (door !== undefined && other === undefined) {
      lead(socket, door);
      return;
    }
    this.#silent.set(socket, undefined);
    socket.on("error", () => {});
    socket.once("close", () => this.#silent.delete(socket));
    socket.once("end", () => socket.destroy());
    this.#awaitFirstByte(socket);
  }

  #awaitFirstByte(socket: Socket): void {
    const first = socket.read(1) as Buffer | null;
    if (first === null) {
      socket.once("readable", () => this.#awaitFirstByte(socket));
      return;
    }
    socket.unshift(first);
    this.#silent.delete(socket);
    socket.removeAllListeners("end");
    const door = this.#doors.get(first[0] === tlsHandshake ? "HTTPS" : "HTTP");
    if (door === undefined) {
      socket.destroy();
    } else {
      lead(socket, door);
    }
  }
}

function lead(socket: Socket, door: Door): void {
  if (door.protocol === "HTTPS") {
    socket.allowHalfOpen = false;
  }
  door.enter(socket);
}
