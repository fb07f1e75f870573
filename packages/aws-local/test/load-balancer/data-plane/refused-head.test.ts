import { describe, expect, test } from "vitest";
import { refusedHead } from "../../../src/load-balancer/data-plane/refused-head.ts";

const of = (text: string, parsed: number) => refusedHead(Buffer.from(text, "latin1"), parsed);
const at = (text: string, mark: string) => text.indexOf(mark);

describe("the head in which the parser failed", () => {
  test("has its line, its version as numbers, and its headers, whatever they are", () => {
    const text = "POST /a b?c HTTP/1.0\r\nHost: web\r\nNo colon\r\n folded: x\r\nA:  spaces  \r\n\r\n";
    expect(of(text, at(text, "colon"))).toEqual({
      method: "POST",
      url: "/a b?c",
      httpVersionMajor: 1,
      httpVersionMinor: 0,
      rawHeaders: ["Host", "web", "", "No colon", " folded", "x", "A", "spaces"],
      bareLineFeeds: false,
    });
  });

  test("may be without headers, and without an end", () => {
    expect(of("GET / HTTP/1.12", 5)).toMatchObject({
      httpVersionMinor: 12,
      rawHeaders: [],
      bareLineFeeds: false,
    });
    expect(of("GET  HTTP/23.4\r\nA: 1", 3)).toMatchObject({
      url: "",
      httpVersionMajor: 23,
      rawHeaders: ["A", "1"],
    });
  });

  test("is the last one that begins before the failure", () => {
    const text =
      "GET /1 HTTP/1.1\r\nA: 1\r\n\r\nGET /2 HTTP/1.1\r\nB: 2\r\n\r\nGET /3 HTTP/1.1\r\nC: 3\r\n\r\n";
    expect(of(text, at(text, "B: 2"))).toMatchObject({ url: "/2", rawHeaders: ["B", "2"] });
    expect(of(text, at(text, "\nGET /3"))).toMatchObject({ url: "/3" });
    expect(of(text, at(text, "\nGET /3") - 1)).toMatchObject({ url: "/2" });
  });

  test.each([
    "garbage\r\n\r\n",
    "GET / HTTP/x.1\r\n\r\n",
    "GET / HTTP/1.1x\r\n\r\n",
    "GET / FTP/1.1\r\n\r\n",
    "",
  ])("is none in %j", (text) => {
    expect(of(text, 3)).toBeUndefined();
  });

  test("is none if it was complete, and what follows is at fault", () => {
    const text = "POST / HTTP/1.1\r\nA: 1\r\n\r\nno chunk";
    const body = at(text, "no chunk");
    expect(of(text, body)).toMatchObject({ rawHeaders: ["A", "1"] });
    expect(of(text, body + 1)).toBeUndefined();
    expect(of(text.replace("\r\n\r\n", "\r\n"), body + 1)).toMatchObject({ method: "POST" });
  });

  test.each([
    ["GET / HTTP/1.1\r\nA: 1\r\n\r\n", false],
    ["GET / HTTP/1.1\nA: 1\r\n\r\n", true],
    ["GET / HTTP/1.1\r\nA: 1\n\n", true],
    ["GET / HTTP/1.1\r\nA: 1\r\n\n", true],
    ["GET / HTTP/1.1\r\nA: 1\r\n\r\nbody\n", false],
  ])("%j has bare line feeds: %s", (text, bareLineFeeds) => {
    expect(of(text, 16)).toMatchObject({ bareLineFeeds });
  });
});
