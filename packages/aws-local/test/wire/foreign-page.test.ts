import { expect, test } from "vitest";
import { foreignPage } from "../../src/wire/foreign-page.ts";

test.each(["127.0.0.1", "127.0.0.1:4566", "localhost", "localhost:4566", "[::1]", "[::1]:80"])(
  "a client with the host %s is not a web page",
  (host) => {
    expect(foreignPage({ host })).toBeUndefined();
    expect(foreignPage({ host, "sec-fetch-site": "none" })).toBeUndefined();
  },
);

test.each([
  ["rebound.example", "rebound.example"],
  ["127.0.0.1.example:80", "127.0.0.1.example"],
  ["127.0.0.1:80:90", "127.0.0.1:80"],
  ["127.0.0.1:port", "127.0.0.1:port"],
  ["", "a request without Host"],
])("a request to the host %j is refused with the reason", (host, named) => {
  const refusal = `The lab's AWS endpoint answers only to 127.0.0.1 and localhost, not to ${named}.`;
  expect(foreignPage({ host })).toBe(refusal);
});

test("a request without a host is refused", () => {
  expect(foreignPage({})).toContain("not to a request without Host.");
});

test.each(["https://evil.example", "null", "http://127.0.0.1:4566", ""])(
  "a request from the page %j is refused with any host",
  (origin) => {
    expect(foreignPage({ host: "127.0.0.1", origin })).toBe(
      `The lab's AWS endpoint refuses requests from the page ${origin}.`,
    );
  },
);

test.each(["cross-site", "same-site", "same-origin"])(
  "a request from a page that is %s is refused",
  (site) => {
    expect(foreignPage({ host: "127.0.0.1", "sec-fetch-site": site })).toBe(
      `The lab's AWS endpoint refuses requests from a web page (Sec-Fetch-Site: ${site}).`,
    );
  },
);
