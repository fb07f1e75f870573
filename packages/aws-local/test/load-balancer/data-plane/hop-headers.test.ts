import { describe, expect, test } from "vitest";
import { hopByHop, namedByConnection } from "../../../src/load-balancer/data-plane/hop-headers.ts";

test("seven headers belong to one hop, whatever a Connection header names", () => {
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

describe("the headers that a Connection header takes off its hop", () => {
  test.each([undefined, "keep-alive", "close"])("are none for the plain value %s", (value) => {
    expect(namedByConnection(value)).toBeUndefined();
  });

  test("are those that it names, in whatever case and with whatever space between", () => {
    expect([...(namedByConnection("Close,X-One ,  X-TWO") ?? [])]).toEqual(["close", "x-one", "x-two"]);
  });

  test("are neither the length nor those to keep", () => {
    const keep = new Set(["host"]);
    expect([...(namedByConnection("Content-Length, Host, X-One", keep) ?? [])]).toEqual(["x-one"]);
    expect([...(namedByConnection("Host, X-One") ?? [])]).toEqual(["host", "x-one"]);
  });
});
