import http, { type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import type { ParseError } from "../../../src/load-balancer/data-plane/parse-errors.ts";
import { parserHeadBytes } from "../../../src/load-balancer/limits.ts";

/** Gives these bytes to Node's parser, set up as the load balancer has it, without a socket. */
function parse(bytes: string, listen: (server: http.Server) => void): void {
  const server = http.createServer({ maxHeaderSize: parserHeadBytes, requireHostHeader: false });
  server.maxHeadersCount = 0;
  listen(server);
  const [client, accepted] = duplexPair();
  server.emit("connection", accepted as Socket);
  client.end(bytes, "latin1");
}

/** A request as the parser lets it through. */
export function parsedRequest(bytes: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    parse(bytes, (server) => {
      server.on("request", resolve);
      server.on("connect", resolve);
      server.on("clientError", reject);
    });
  });
}

/** The error that the parser gives for bytes in which it cannot go on. */
export function parseError(bytes: string): Promise<ParseError> {
  return new Promise((resolve) => {
    parse(bytes, (server) => {
      server.on("request", (request) => request.resume());
      server.on("clientError", resolve);
    });
  });
}

/** A GET with these header lines besides its Host. */
export const getWith = (...lines: string[]) =>
  `GET / HTTP/1.1\r\nHost: web\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
