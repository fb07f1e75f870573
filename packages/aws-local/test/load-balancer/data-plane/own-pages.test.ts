import { expect, test } from "vitest";
import type { ElbStatus } from "../../../src/load-balancer/contract.ts";
import {
  errorPage,
  fixedResponsePage,
  http1PageHeaders,
  rawPage,
  redirectPage,
} from "../../../src/load-balancer/data-plane/own-pages.ts";

const html = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

test.each<[ElbStatus, string, string]>([
  [400, "Bad Request", "400 Bad Request"],
  [405, "Not Allowed", "405 Not Allowed"],
  [408, "Request Time-out", "408 Request Time-out"],
  [414, "Request-URI Too Large", "414 Request-URI Too Large"],
  [460, "Client Closed Request", "460 Client Closed Request"],
  [463, "", "463"],
  [464, "", "464"],
  [500, "Internal Server Error", "500 Internal Server Error"],
  [501, "Not Implemented", "501 Not Implemented"],
  [502, "Bad Gateway", "502 Bad Gateway"],
  [503, "Service Temporarily Unavailable", "503 Service Temporarily Unavailable"],
  [504, "Gateway Time-out", "504 Gateway Time-out"],
  [505, "HTTP Version Not Supported", "505 HTTP Version Not Supported"],
])("the page for %i has the reason %j in it", (status, reason, title) => {
  const { body, ...page } = errorPage(status);
  expect(page).toStrictEqual({ status, reason, contentType: "text/html" });
  expect(String(body)).toBe(html(title));
});

test("there is no page for a status that a load balancer does not generate", () => {
  expect(() => errorPage(418 as ElbStatus)).toThrow("no error page for status 418");
});

test.each([
  ["HTTP_301", 301, "Moved Permanently"],
  ["HTTP_302", 302, "Found"],
] as const)("a redirect with %s has a page and a location", (statusCode, status, reason) => {
  const { body, ...page } = redirectPage({ type: "redirect", statusCode }, "https://web/");
  expect(page).toStrictEqual({ status, reason, contentType: "text/html", location: "https://web/" });
  expect(String(body)).toBe(html(`${status} ${reason}`));
});

test("a fixed response is plain text, and empty, unless it says otherwise", () => {
  const page = fixedResponsePage({ type: "fixed-response", statusCode: 299 });
  expect(page).toStrictEqual({
    ...{ status: 299, reason: "", contentType: "text/plain; charset=utf-8" },
    body: Buffer.from(""),
  });
  const other = fixedResponsePage({
    ...{ type: "fixed-response", statusCode: 404 },
    ...{ contentType: "application/json", messageBody: "{}" },
  });
  expect(other).toStrictEqual({
    ...{ status: 404, reason: "Not Found", contentType: "application/json; charset=utf-8" },
    body: Buffer.from("{}"),
  });
});

test("a page's headers are in a load balancer's order", () => {
  const names = (headers: string[]) => headers.filter((_, index) => index % 2 === 0);
  const page = redirectPage({ type: "redirect", statusCode: "HTTP_301" }, "https://web/");
  expect(names(http1PageHeaders(page, true))).toEqual([
    "Server",
    "Date",
    "Content-Type",
    "Content-Length",
    "Connection",
    "Location",
  ]);
  expect(http1PageHeaders(page, true)).toEqual(
    expect.arrayContaining(["awselb/2.0", "keep-alive", "https://web/"]),
  );
  expect(names(http1PageHeaders(errorPage(502), false))).not.toContain("Location");
});

test("a page as bytes is a whole response that closes the connection", () => {
  const text = String(rawPage(errorPage(463)));
  expect(text).toMatch(/^HTTP\/1\.1 463 \r\nServer: awselb\/2\.0\r\nDate: [^\r]+GMT\r\n/);
  expect(text).toContain(
    `\r\nContent-Length: ${html("463").length}\r\nConnection: close\r\n\r\n${html("463")}`,
  );
});
