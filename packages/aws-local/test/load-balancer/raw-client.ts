import { once } from "node:events";
import net from "node:net";

/** A client that sends bytes as they are and keeps all bytes it gets. */
export class RawClient {
  readonly socket: net.Socket;
  received = "";
  closed = false;
  #changed: (() => void)[] = [];

  // biome-ignore lint/style/useConsistentMemberAccessibility: a constructor cannot be a #private name.
  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.received += chunk.toString("latin1");
      this.#notify();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
      this.#notify();
    });
  }

  static async connect(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const socket = net.connect({ port, host: "127.0.0.1", ...options });
    const client = new RawClient(socket);
    await once(socket, "connect");
    return client;
  }

  /** Connects, sends the bytes and gives the client back. */
  static async send(port: number, bytes: string | Buffer): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.write(bytes);
    return client;
  }

  write(bytes: string | Buffer): void {
    if (this.socket.writable) {
      this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    }
  }

  /** Resolves with all that was received once it holds what is looked for; rejects when the connection ends without. */
  async until(expected: RegExp): Promise<string> {
    while (!expected.test(this.received)) {
      if (this.closed) {
        throw new Error(`the connection ended without ${expected} after: ${this.received}`);
      }
      await this.#change();
    }
    return this.received;
  }

  async untilClosed(): Promise<string> {
    while (!this.closed) {
      await this.#change();
    }
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
    });
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) {
      resolve();
    }
  }
}

/** The status codes of the responses in what a client received, in order. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}
