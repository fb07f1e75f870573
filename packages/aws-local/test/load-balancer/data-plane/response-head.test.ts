import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { responseHead } from "../../../src/load-balancer/data-plane/response-head.ts";

describe("the response head for the client", () => {
  test("has all headers except hop headers, its length, and whether it has a date", () => {
    const raw = ["Connection", "X-Hop", "X-Hop", "1", "Content-Length", "5", "Date", "now", "X-A", "1"];
    expect(responseHead(200, "OK", raw)).toEqual({
      statusCode: 200,
      reason: "OK",
      headers: ["Date", "now", "X-A", "1", "Content-Length", "5"],
      contentLength: 5,
      hasDate: true,
    });
  });

  test("may come as bytes, and keeps each of them", () => {
    const raw = ["X-Name", "J\xfcrgen"].map((text) => Buffer.from(text, "latin1"));
    expect(responseHead(204, undefined, raw)).toEqual({
      statusCode: 204,
      reason: "",
      headers: ["X-Name", "J\xfcrgen"],
      contentLength: undefined,
      hasDate: false,
    });
  });

  test("has the load balancer's own headers after the target's, and the length last", () => {
    const raw = ["CONTENT-LENGTH", "2", "x-a", "1", "Transfer-Encoding", "chunked"];
    expect(responseHead(200, "OK", raw, ["Set-Cookie", "a=b"])).toMatchObject({
      headers: ["x-a", "1", "Set-Cookie", "a=b", "CONTENT-LENGTH", "2"],
      contentLength: 2,
      hasDate: false,
    });
  });

  test("loses every header that one of several Connection headers names", () => {
    const raw = ["Connection", "X-One", "X-One", "1", "X-Two", "X-One", "Connection", "close"];
    expect(responseHead(200, "OK", raw).headers).toEqual(["X-Two", "X-One"]);
  });

  test.each([
    ["Not Modified\t!", "Not Modified\t!"],
    ["\x1f", ""],
    ["a\x7f", ""],
    ["\u00fca", ""],
  ])("has the reason phrase %j as %j", (phrase, reason) => {
    expect(responseHead(304, phrase, []).reason).toBe(reason);
  });

  test("may lack the last value", () => {
    expect(responseHead(200, "OK", ["X-A"]).headers).toEqual(["X-A", ""]);
  });

  test("has no reason phrase if the target's is not ASCII", () => {
    expect(responseHead(200, "D\ufffdj\u00e0 vu", []).reason).toBe("");
  });

  test("never loses a header that no Connection header names", () => {
    const name = fc.stringMatching(/^X-[A-Za-z]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(name),
        fc.constantFrom("keep-alive", "close", "Close, Y-Other"),
        (names, connection) => {
          const raw = names.flatMap((one) => [one, "1"]);
          expect(responseHead(200, "OK", ["Connection", connection, ...raw]).headers).toEqual(raw);
        },
      ),
    );
  });
});
