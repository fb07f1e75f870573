import http, { type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import type { ParseError } from "../../../src/load-balancer/data-plane/parse-errors.ts";
import { parserHeadBytes } from "../../../src/load-balancer/limits.ts";

/** What Node's parser makes of these bytes, set up as the load balancer has it, without a socket. */
function parse(bytes: string): Promise<IncomingMessage | ParseError> {
  return new Promise((resolve) => {
    const server = http.createServer({ maxHeaderSize: parserHeadBytes, requireHostHeader: false });
    server.maxHeadersCount = 0;
    server.on("request", resolve);
    server.on("connect", resolve);
    server.on("clientError", (error) => resolve(error));
    const [client, accepted] = duplexPair();
    server.emit("connection", accepted as Socket);
    client.end(bytes, "latin1");
  });
}

/** A request as the parser lets it through. */
export async function parsedRequest(bytes: string): Promise<IncomingMessage> {
  const parsed = await parse(bytes);
  if (parsed instanceof http.IncomingMessage) {
    return parsed;
  }
  throw parsed;
}

/** The error that the parser gives for bytes that are no request to it. */
export async function parseError(bytes: string): Promise<ParseError> {
  const parsed = await parse(bytes);
  if (parsed instanceof Error) {
    return parsed;
  }
  throw new TypeError(`The parser took ${JSON.stringify(bytes)} for a request.`);
}

/** A GET with these header lines besides its Host. */
export const getWith = (...lines: string[]) =>
  `GET / HTTP/1.1\r\nHost: web\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
