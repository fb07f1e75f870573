import type { Clock } from "@soft-landing/shared/clock";
import { Client, type Dispatcher } from "undici";
import type { Target } from "../contract.ts";
import { limits } from "../limits.ts";
import { lateAnswer } from "./late-answer.ts";

/** How long a connection to a target may take, and how long an unused one is kept. */
export interface ConnectionTimes {
  readonly connectTimeoutMs: number;
  idleTimeoutMs(): number;
}

/**
 * Keep-alive connections to one target. Each carries one request at a time and stays idle for the load
 * balancer's own idle timeout, whatever the target announces. A server that closes earlier shows real
 * keep-alive races.
 */
export class TargetConnections {
  readonly #origin: string;
  readonly #times: ConnectionTimes;
  readonly #clock: Clock;
  readonly #idle: Client[] = [];
  readonly #all = new Set<Client>();

  #answerDelayMs = 0;

  constructor(target: Target, times: ConnectionTimes, clock: Clock) {
    const { host, port } = target.address;
    this.#origin = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
    this.#times = times;
    this.#clock = clock;
  }

  /** How long responses are delayed. */
  get answerDelayMs(): number {
    return this.#answerDelayMs;
  }

  delayAnswers(delayMs: number): void {
    this.#answerDelayMs = delayMs;
  }

  /** Sends a request on a connection that was acquired. */
  dispatch(client: Client, request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    client.dispatch(
      request,
      this.#answerDelayMs === 0 ? handler : lateAnswer(handler, this.#answerDelayMs, this.#clock),
    );
  }

  /** An unused connection, the most recently used first, or a new one. */
  acquire(): Client {
    return this.#idle.pop() ?? this.#open();
  }

  /** Returns a connection after a successful exchange. */
  release(client: Client): void {
    if (this.#all.has(client)) {
      this.#idle.push(client);
    } else {
      void client.destroy();
    }
  }

  /** Ends a connection: at once, or after the exchange that is about to end. */
  discard(client: Client, gracefully = false): void {
    this.#all.delete(client);
    void (gracefully ? client.close() : client.destroy());
  }

  closeIdle(): void {
    for (const client of this.#idle.splice(0)) {
      this.discard(client);
    }
  }

  /** Ends all connections, in use or not. */
  destroy(): void {
    this.#idle.length = 0;
    for (const client of this.#all) {
      this.discard(client);
    }
  }

  #open(): Client {
    const idleTimeoutMs = this.#times.idleTimeoutMs();
    const client = new Client(this.#origin, {
      pipelining: 1,
      keepAliveTimeout: idleTimeoutMs,
      keepAliveMaxTimeout: idleTimeoutMs,
      // undici subtracts this from the target's `Keep-Alive: timeout`. Below zero the maximum always wins, as
      // on an ALB, which does not read that header.
      keepAliveTimeoutThreshold: -idleTimeoutMs,
      maxHeaderSize: limits.responseHeaders,
      // The load balancer's own idle timeout limits the wait for answers, on its clock.
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: this.#times.connectTimeoutMs,
      allowH2: false,
      useMilo: false,
    });
    this.#all.add(client);
    client.on("disconnect", () => this.#forgetIdle(client));
    return client;
  }

  #forgetIdle(client: Client): void {
    const at = this.#idle.indexOf(client);
    if (at === -1) {
      return;
    }
    this.#idle.splice(at, 1);
    this.discard(client);
  }
}
