import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";

/** How long one exchange may take; longer than any answer that the checks wait for. */
const timeoutMs = 15_000;

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer to bytes that no HTTP client would send. */
export interface RawAnswer {
  /** Undefined if the connection closed without a status line. */
  status: number | undefined;
  text: string;
}

/** One request on a connection of its own. Rejects with the system's error, or after 15 s. */
export function exchange(
  url: URL,
  options: { method?: string; headers?: Record<string, string> },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: false, signal: limit }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

/**
 * Sends bytes and reads until the other side closes. If one answer is enough, it reads until it has a whole
 * one with a Content-Length. Rejects as `exchange` does.
 */
export function rawExchange(
  url: URL,
  bytes: string,
  until: "answered" | "closed",
  signal: AbortSignal,
): Promise<RawAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isTls = url.protocol === "https:";
  const port = Number(url.port || (isTls ? 443 : 80));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve, reject) => {
    const socket = isTls
      ? connectTls({ host, port, servername: isIP(host) === 0 ? host : "" })
      : connect({ host, port });
    let text = "";
    const finish = () => {
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text });
      socket.destroy();
    };
    limit.addEventListener("abort", () => {
      reject(limit.reason);
      socket.destroy();
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (until === "answered" && isWhole(text)) {
        finish();
      }
    });
    socket.on("end", finish);
    socket.on("error", (error) => (text === "" ? reject(error) : finish()));
    socket.on(isTls ? "secureConnect" : "connect", () => socket.write(bytes, "latin1"));
  });
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  return headEnd >= 0 && length !== undefined && text.length - headEnd - 4 >= Number(length);
}
