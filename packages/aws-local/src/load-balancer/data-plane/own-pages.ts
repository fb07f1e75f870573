import { STATUS_CODES } from "node:http";
import type { ElbStatus, FixedResponseAction, RedirectAction } from "../contract.ts";

/** An answer that the load balancer generates itself. */
export interface OwnPage {
  status: number;
  reason: string;
  contentType: string;
  body: Buffer;
  /** Of a redirect. */
  location?: string;
}

/** The reason phrases that the load balancer uses for errors. */
const reasons: Record<ElbStatus, string> = {
  400: "Bad Request",
  405: "Not Allowed",
  408: "Request Time-out",
  414: "Request-URI Too Large",
  460: "Client Closed Request",
  463: "",
  464: "",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
  505: "HTTP Version Not Supported",
};

const errorPages = new Map<ElbStatus, OwnPage>(
  (Object.keys(reasons).map(Number) as ElbStatus[]).map((status) => [
    status,
    { status, reason: reasons[status], contentType: "text/html", body: htmlBody(status, reasons[status]) },
  ]),
);

/** The page for an error: six lines of HTML that end in CRLF, 122 bytes for 502. */
export function errorPage(status: ElbStatus): OwnPage {
  const page = errorPages.get(status);
  if (!page) {
    throw new TypeError(`no error page for status ${status}`);
  }
  return page;
}

export function redirectPage({ statusCode }: RedirectAction, location: string): OwnPage {
  const status = statusCode === "HTTP_301" ? 301 : 302;
  const reason = STATUS_CODES[status] ?? "";
  return { status, reason, contentType: "text/html", body: htmlBody(status, reason), location };
}

export function fixedResponsePage(action: FixedResponseAction): OwnPage {
  const { statusCode, contentType = "text/plain", messageBody = "" } = action;
  return {
    status: statusCode,
    reason: STATUS_CODES[statusCode] ?? "",
    contentType: `${contentType}; charset=utf-8`,
    body: Buffer.from(messageBody),
  };
}

/** The page's headers in an ALB's order, names and values in turn. */
export function pageHeaders(page: OwnPage): string[] {
  return [
    "Server",
    "awselb/2.0",
    "Date",
    new Date().toUTCString(),
    "Content-Type",
    page.contentType,
    "Content-Length",
    String(page.body.length),
  ];
}

/** The same for HTTP/1, which also has the Connection header. */
export function http1PageHeaders(page: OwnPage, keepAlive: boolean): string[] {
  const headers = pageHeaders(page);
  headers.push("Connection", keepAlive ? "keep-alive" : "close");
  if (page.location !== undefined) {
    headers.push("Location", page.location);
  }
  return headers;
}

/**
 * The whole response as bytes, for a connection on which no request could be read. The connection closes
 * afterwards.
 */
export function rawPage(page: OwnPage): Buffer {
  const headers = http1PageHeaders(page, false);
  let head = `HTTP/1.1 ${page.status} ${page.reason}\r\n`;
  for (let i = 0; i < headers.length; i += 2) {
    head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  }
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), page.body]);
}

function htmlBody(status: number, reason: string): Buffer {
  const title = reason === "" ? `${status}` : `${status} ${reason}`;
  const lines = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "</body>",
    "</html>",
  ];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(""));
}
