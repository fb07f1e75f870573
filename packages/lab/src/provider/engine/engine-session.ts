import { Client } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import { called, engineChannel, inTheClear } from "./channel.ts";

/** How long an answer may wait for earlier log messages. */
const longestLogMs = 1_000;

/**
 * One connection of a `pulumi` command: where its operations report their progress, and whether it still
 * needs them.
 */
export class EngineSession {
  readonly #cancellation = new AbortController();
  #client: Client | undefined;

  /** Aborted by Ctrl-C and at the end of the command. */
  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }

  /** @param address where the engine takes log messages, `127.0.0.1:PORT` */
  attach(address: string): void {
    if (address !== "") {
      this.#client ??= new Client(address, inTheClear, engineChannel);
    }
  }

  /** Resolves when the engine has it, or does not accept it: a lost message must not fail the update. */
  async log(severity: "status" | "info" | "warning", message: string, urn: string): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      return;
    }
    const { LogSeverity, LogRequest } = engine;
    const request = new LogRequest()
      .setUrn(urn)
      .setMessage(message)
      .setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO)
      .setEphemeral(severity === "status");
    await called(client, engineGrpc.EngineService.log, request, {
      deadline: Date.now() + longestLogMs,
    }).catch(() => {});
  }

  end(): void {
    this.#cancellation.abort();
    this.#client?.close();
    this.#client = undefined;
  }
}

/** The sessions of all engines, by the address that they call from. */
export class EngineSessions {
  readonly #sessions = new Map<string, EngineSession>();

  /** A new engine connects: the engine that used this address before is gone. */
  begin(peer: string): EngineSession {
    this.#sessions.get(peer)?.end();
    const session = new EngineSession();
    this.#sessions.set(peer, session);
    return session;
  }

  /** A session that has ended stays known, so that later requests of its engine are not started. */
  of(peer: string): EngineSession {
    return this.#sessions.get(peer) ?? this.begin(peer);
  }

  endAll(): void {
    for (const session of this.#sessions.values()) {
      session.end();
    }
  }
}
