import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Client, type Dispatcher } from "undici";
import type { ReadyMessage } from "../bench-process.ts";

/**
 * The yardstick, a process of its own: Node's own server for PROTOCOL, with the certificate and key in CERTIFICATE_FILE. It answers by
 * itself, or, with a backend's port as its argument, passes on what that answers, by undici and without a rule, a metric or a check.
 */
const pem = readFileSync(process.env.CERTIFICATE_FILE ?? "", "utf8");
const options = { cert: pem, key: pem, noDelay: true };
const backendPort = process.argv[2];
const page = Buffer.from("0123456789abcdef".repeat(64));
const pageHeaders = ["Content-Type", "text/html", "Content-Length", String(page.length)];
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding"]);

type Respond = (status: number, headers: string[], body: Buffer) => void;

/** Connections to the backend that are free. */
const idle: Client[] = [];

class Forwarded implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #respond: Respond;
  #status = 0;
  readonly #headers: string[] = [];
  readonly #chunks: Buffer[] = [];

  constructor(client: Client, respond: Respond) {
    this.#client = client;
    this.#respond = respond;
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
    const { rawHeaders = [] } = controller as { rawHeaders?: readonly Buffer[] };
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i]?.toString("latin1") ?? "";
      if (!hopByHop.has(name.toLowerCase())) {
        this.#headers.push(name, rawHeaders[i + 1]?.toString("latin1") ?? "");
      }
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    idle.push(this.#client);
    this.#respond(this.#status, this.#headers, Buffer.concat(this.#chunks));
  }

  onResponseError(): void {
    this.#respond(502, ["Content-Length", "0"], Buffer.alloc(0));
  }
}

function answer(method: string, path: string, headers: string[], respond: Respond): void {
  if (backendPort === undefined) {
    respond(200, pageHeaders, page);
    return;
  }
  const client = idle.pop() ?? new Client(`http://127.0.0.1:${backendPort}`, { pipelining: 1 });
  client.dispatch(
    { method: method as Dispatcher.HttpMethod, path, headers, body: null },
    new Forwarded(client, respond),
  );
}

function listenHttps() {
  return createServer(options, (request, response) =>
    answer(request.method ?? "GET", request.url ?? "/", request.rawHeaders, (status, headers, body) => {
      response.writeHead(status, headers);
      response.end(body.toString("latin1"), "latin1");
    }),
  );
}

function listenHttp2() {
  const server = createSecureServer(options);
  server.on("stream", (stream, pseudo) => {
    stream.on("error", () => {});
    const headers = ["Host", pseudo[":authority"] ?? "localhost"];
    answer(pseudo[":method"] ?? "GET", pseudo[":path"] ?? "/", headers, (status, sent, body) => {
      // h2load ends its connections with streams open.
      if (!stream.destroyed) {
        stream.respond([":status", String(status), ...sent]);
        stream.end(body);
      }
    });
  });
  return server;
}

const server = process.env.PROTOCOL === "HTTP/2" ? listenHttp2() : listenHttps();
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies ReadyMessage);
});
