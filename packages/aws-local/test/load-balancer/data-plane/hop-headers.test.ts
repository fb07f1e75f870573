import { describe, expect, test } from "vitest";
import { hopByHop, namedByConnection } from "../../../src/load-balancer/data-plane/hop-headers.ts";

test("seven headers belong to one hop, with any Connection header", () => {
  expect([...hopByHop].toSorted()).toEqual([
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
  ]);
});

describe("the hop headers that a Connection header names", () => {
  test.each([undefined, "keep-alive", "close"])("are none for the plain value %s", (value) => {
    expect(namedByConnection(value)).toBeUndefined();
  });

  test("are its words, in any case and with any spaces between", () => {
    expect([...(namedByConnection("Close,X-One ,  X-TWO") ?? [])]).toEqual(["close", "x-one", "x-two"]);
  });

  test("are neither the length nor the headers to keep", () => {
    const keep = new Set(["host"]);
    expect([...(namedByConnection("Content-Length, Host, X-One", keep) ?? [])]).toEqual(["x-one"]);
    expect([...(namedByConnection("Host, X-One") ?? [])]).toEqual(["host", "x-one"]);
  });
});
