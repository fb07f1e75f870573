import type { ElbStatus } from "../contract.ts";

/** The reason phrases that the load balancer uses. */
const reasons: Record<ElbStatus, string> = {
  400: "Bad Request",
  405: "Not Allowed",
  408: "Request Time-out",
  414: "Request-URI Too Large",
  460: "Client Closed Request",
  463: "",
  464: "",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
  505: "HTTP Version Not Supported",
};

/** An error page as the load balancer sends it. */
export interface ErrorPage {
  status: ElbStatus;
  reason: string;
  body: Buffer;
}

const pages = new Map<ElbStatus, ErrorPage>(
  (Object.keys(reasons).map(Number) as ElbStatus[]).map((status) => [status, compose(status)]),
);

/** The page for a status: six lines of HTML that end in CRLF, 122 bytes for 502. */
export function errorPage(status: ElbStatus): ErrorPage {
  const page = pages.get(status);
  if (!page) {
    throw new TypeError(`no error page for status ${status}`);
  }
  return page;
}

/** The page's headers in the order an ALB sends them, as a flat list. */
export function errorPageHeaders(page: ErrorPage, keepAlive: boolean): string[] {
  return [
    "Server",
    "awselb/2.0",
    "Date",
    new Date().toUTCString(),
    "Content-Type",
    "text/html",
    "Content-Length",
    String(page.body.length),
    "Connection",
    keepAlive ? "keep-alive" : "close",
  ];
}

/** The whole response as bytes, for a connection on which no request could be read. The connection closes after it. */
export function rawErrorResponse(status: ElbStatus): Buffer {
  const page = errorPage(status);
  const headers = errorPageHeaders(page, false);
  let head = `HTTP/1.1 ${status} ${page.reason}\r\n`;
  for (let i = 0; i < headers.length; i += 2) {
    head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  }
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), page.body]);
}

function compose(status: ElbStatus): ErrorPage {
  const reason = reasons[status];
  const title = reason === "" ? `${status}` : `${status} ${reason}`;
  const lines = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "</body>",
    "</html>",
  ];
  return { status, reason, body: Buffer.from(lines.map((line) => `${line}\r\n`).join("")) };
}
