import { readFileSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { Readable } from "node:stream";
import { Client, type Dispatcher } from "undici";
import type { ReadyMessage } from "../bench-process.ts";
import type { BareProtocol } from "./proxies.ts";

/*
 * The yardstick, a process of its own: Node's own server for PROTOCOL, over TLS with the certificate and key in CERTIFICATE_FILE. It
 * answers by itself, or, with the ports of backends as its arguments, passes on what these answer in turn, by undici and without a
 * rule, a metric or a check.
 */

/** Each with its connections that are free. */
const backends = process.argv
  .slice(2)
  .map((port) => ({ origin: `http://127.0.0.1:${port}`, idle: [] as Client[] }));
let turn = 0;
const page = Buffer.from("0123456789abcdef".repeat(64));
const pageHeaders = ["Content-Type", "text/html", "Content-Length", String(page.length)];
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding"]);

type Respond = (status: number, headers: string[], body: Buffer) => void;

/** As the lab's load balancer does: shorter bodies are sent with their head, longer ones are streamed. */
const heldBytes = 16 * 1024;

class Forwarded implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #idle: Client[];
  readonly #respond: Respond;
  readonly #stream: ServerResponse | undefined;
  #status = 0;
  #ended = false;
  #streams: boolean;
  readonly #headers: string[] = [];
  readonly #chunks: Buffer[] = [];

  constructor(client: Client, idle: Client[], respond: Respond, stream: ServerResponse | undefined) {
    this.#client = client;
    this.#idle = idle;
    this.#respond = respond;
    this.#stream = stream;
    this.#streams = stream !== undefined;
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
    const { rawHeaders = [] } = controller as { rawHeaders?: readonly Buffer[] };
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i]?.toString("latin1") ?? "";
      const value = rawHeaders[i + 1]?.toString("latin1") ?? "";
      const lowerCase = name.toLowerCase();
      this.#streams &&= lowerCase !== "content-length" || Number(value) > heldBytes;
      if (!hopByHop.has(lowerCase)) {
        this.#headers.push(name, value);
      }
    }
    if (this.#streams) {
      this.#stream?.writeHead(status, this.#headers);
      // wrk ends its connections with responses open.
      this.#stream?.once("close", () => this.#ended || void this.#client.destroy());
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#streams) {
      this.#chunks.push(chunk);
    } else if (this.#stream?.write(chunk) === false) {
      controller.pause();
      this.#stream.once("drain", () => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#idle.push(this.#client);
    if (this.#streams) {
      this.#stream?.end();
    } else {
      this.#respond(this.#status, this.#headers, Buffer.concat(this.#chunks));
    }
  }

  onResponseError(): void {
    if (this.#status === 0) {
      this.#respond(502, ["Content-Length", "0"], Buffer.alloc(0));
    }
  }
}

interface Asked {
  method: string | undefined;
  path: string | undefined;
  headers: string[];
  body?: Readable;
  /** Where a long response is streamed to; without it, every response is sent as a whole. */
  stream?: ServerResponse;
}

function answer({ method = "GET", path = "/", headers, body, stream }: Asked, respond: Respond): void {
  const backend = backends[turn++ % backends.length];
  if (backend === undefined) {
    respond(200, pageHeaders, page);
    return;
  }
  const { origin, idle } = backend;
  const client = idle.pop() ?? new Client(origin, { pipelining: 1 });
  client.dispatch(
    { method: method as Dispatcher.HttpMethod, path, headers, body: body ?? null },
    new Forwarded(client, idle, respond, stream),
  );
}

function answerHttp1(request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, rawHeaders: headers } = request;
  const hasBody = request.headers["content-length"] !== undefined;
  answer(
    { method, path, headers, stream: response, ...(hasBody && { body: request }) },
    (status, sent, body) => {
      response.writeHead(status, sent);
      response.end(body.toString("latin1"), "latin1");
    },
  );
}

function tlsOptions() {
  const pem = readFileSync(process.env.CERTIFICATE_FILE ?? "", "utf8");
  return { cert: pem, key: pem, noDelay: true };
}

function http2Server() {
  const server = createSecureServer(tlsOptions());
  server.on("stream", (stream, pseudo) => {
    stream.on("error", () => {});
    const headers = ["Host", pseudo[":authority"] ?? "localhost"];
    answer({ method: pseudo[":method"], path: pseudo[":path"], headers }, (status, sent, body) => {
      // h2load ends its connections with streams open.
      if (!stream.destroyed) {
        stream.respond([":status", String(status), ...sent]);
        stream.end(body);
      }
    });
  });
  return server;
}

const servers: Record<BareProtocol, () => Server> = {
  HTTP: () => http.createServer(answerHttp1),
  HTTPS: () => https.createServer(tlsOptions(), answerHttp1),
  "HTTP/2": http2Server,
};
const server = servers[process.env.PROTOCOL as BareProtocol]();
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies ReadyMessage);
});
