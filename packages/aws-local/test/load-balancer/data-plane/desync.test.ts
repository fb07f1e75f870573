import { describe, expect, test } from "vitest";
import {
  classify,
  classifyRefused,
  type DesyncTier,
  type RefusedHead,
  verdict,
} from "../../../src/load-balancer/data-plane/desync.ts";
import { getWith, parsedRequest } from "./parsed.ts";

const post = (...lines: string[]) =>
  `POST / HTTP/1.1\r\nHost: web\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;

/** Tiers and reasons of AWS's http-desync-guardian, as its docs and tests have them, for what Node's parser lets through. */
const rows: [DesyncTier, reason: string, what: string, bytes: string][] = [
  ["Compliant", "Compliant", "a plain GET", getWith()],
  ["Compliant", "Compliant", "a POST with a length", `${post("Content-Length: 2")}ab`],
  ["Compliant", "Compliant", "a POST in chunks", `${post("Transfer-Encoding: Chunked")}0\r\n\r\n`],
  ["Compliant", "Compliant", "a tab in a value", getWith("X-Name: a\tb")],
  ["Acceptable", "GetHeadZeroContentLength", "a GET with a length of 0", getWith("Content-Length: 00")],
  ["Acceptable", "NonCompliantHeader", "a value beyond ASCII", getWith("X-Name: J\xfcrgen")],
  ["Acceptable", "NonCompliantVersion", "HTTP/0.9 in words", "GET / HTTP/0.9\r\nHost: web\r\n\r\n"],
  ["Compliant", "Compliant", "HTTP/2.0, which is not its business", "GET / HTTP/2.0\r\nA: \xfc\r\n\r\n"],
  ["Ambiguous", "UndefinedContentLengthSemantics", "a GET with a body", `${getWith("Content-Length: 2")}ab`],
  [
    "Ambiguous",
    "UndefinedContentLengthSemantics",
    "a HEAD with a body",
    "HEAD / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\nab",
  ],
  [
    "Ambiguous",
    "UndefinedContentLengthSemantics",
    "a length over HTTP/0.9",
    "POST / HTTP/0.9\r\nContent-Length: 2\r\n\r\nab",
  ],
  [
    "Ambiguous",
    "UndefinedTransferEncodingSemantics",
    "chunks over HTTP/0.9",
    "POST / HTTP/0.9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "Ambiguous",
    "UndefinedTransferEncodingSemantics",
    "a GET in chunks",
    `${getWith("Transfer-Encoding: chunked")}0\r\n\r\n`,
  ],
  [
    "Ambiguous",
    "UndefinedTransferEncodingSemantics",
    "chunks over HTTP/1.0",
    "POST / HTTP/1.0\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],

  // Names that could be taken for one of the two that frame a body.
  ["Ambiguous", "SuspiciousHeader", "Transfer_Encoding", post("Transfer_Encoding: chunked")],
  ["Ambiguous", "SuspiciousHeader", "Content.Length", post("Content.Length: 5")],
  ["Ambiguous", "SuspiciousHeader", "Content---Length", post("Content---Length: 5")],
  ["Ambiguous", "SuspiciousHeader", "-CONTENT-LENGTH", post("-CONTENT-LENGTH: 5")],
  ["Ambiguous", "SuspiciousHeader", "Transfer-Encoding'", post("Transfer-Encoding': chunked")],
  ["Ambiguous", "SuspiciousHeader", "a letter for the hyphen", post("ContentxLength: 5")],
  ["Ambiguous", "SuspiciousHeader", "a long one", post(`Content${"-".repeat(60)}Length: 5`)],
  ["Ambiguous", "SuspiciousHeader", "a long tail", post(`Content-Length${"-".repeat(60)}: 5`)],
  ["Ambiguous", "SuspiciousHeader", "a beginning, and hyphens for the rest", post("Content-Leng--: 5")],
  ["Compliant", "Compliant", "a beginning that is too short", post("Content-Leng-: 5")],
  ["Compliant", "Compliant", "ContentLength", post("ContentLength: 5")],
  ["Compliant", "Compliant", "TransferEncoding", post("TransferEncoding: chunked")],
  ["Compliant", "Compliant", "Content-Length1", post("Content-Length1: 5")],
  ["Compliant", "Compliant", "1Content-Length", post("1Content-Length: 5")],
  ["Compliant", "Compliant", "Content-Length-Hint", post("Content-Length-Hint: 5")],
  ["Compliant", "Compliant", "punctuation alone", post(`${"_".repeat(20)}: 5`)],
  ["Compliant", "Compliant", "one letter, and another word", post("T-Encoding-------: chunked")],
  ["Compliant", "Compliant", "X-Content-Length", post("X-Content-Length: 5")],

  // They count as what they look like.
  [
    "Severe",
    "MultipleContentLength",
    "a look-alike with another length",
    `${post("Content-Length: 5", "Content_Length: 6")}hello`,
  ],
  [
    "Ambiguous",
    "SuspiciousHeader",
    "a look-alike with the same length",
    `${post("Content-Length: 5", "Content_Length: 05")}hello`,
  ],
  ["Severe", "BadContentLength", "a look-alike whose length is no number", post("Content_Length: 5x")],
  ["Severe", "BadContentLength", "a look-alike with a list", post("Content_Length: 5, 5")],
  ["Severe", "BadContentLength", "a look-alike with a sign", post("Content_Length: +5")],
  ["Severe", "BadContentLength", "a look-alike beyond 64 bits", post("Content_Length: 18446744073709551616")],
  ["Ambiguous", "SuspiciousHeader", "the largest length", post("Content_Length: 18446744073709551615")],
  ["Ambiguous", "SuspiciousHeader", "an empty length, read as 0", post("Content_Length:")],
  [
    "Severe",
    "MultipleTransferEncodingChunked",
    "a look-alike that says chunked once more",
    `${post("Transfer-Encoding: chunked", "Transfer_Encoding: gzip , Chunked;q=1")}0\r\n\r\n`,
  ],
  [
    "Severe",
    "BadTransferEncoding",
    "a look-alike with a coding that nobody knows",
    post("Transfer_Encoding: xchunked"),
  ],
  [
    "Severe",
    "BadTransferEncoding",
    "a look-alike with a no-break space around its coding",
    post("Transfer_Encoding: \xa0chunked"),
  ],
  [
    "Severe",
    "MultipleTransferEncodingChunked",
    "a look-alike with chunks in chunks before an unknown coding",
    post("Transfer_Encoding: chunked, chunked, cow"),
  ],
  [
    "Ambiguous",
    "SuspiciousHeader",
    "a look-alike of chunks beside a length",
    `${post("Content-Length: 5", "Transfer_Encoding: chunked")}hello`,
  ],

  // The worst of all counts.
  [
    "Severe",
    "BadContentLength",
    "severe behind acceptable and ambiguous",
    post("X-Name: \xfc", "Transfer_Encoding: chunked", "Content_Length: x"),
  ],
  [
    "Ambiguous",
    "SuspiciousHeader",
    "a look-alike behind an acceptable length",
    getWith("Content-Length: 0", "Content_Length: 0"),
  ],
  [
    "Ambiguous",
    "UndefinedContentLengthSemantics",
    "a GET's body behind an acceptable character",
    `${getWith("X-Name: \xfc", "Content-Length: 2")}ab`,
  ],
];

describe("how well a request complies, by AWS's classifier", () => {
  test.each(rows)("%s, %s: %s", async (tier, reason, _what, bytes) => {
    expect(classify(await parsedRequest(bytes))).toEqual({ tier, reason });
  });
});

test.each([
  ["Compliant", "forward", "forward", "forward"],
  ["Acceptable", "forward", "forward", "refuse"],
  ["Ambiguous", "forward", "forwardAndClose", "refuse"],
  ["Severe", "forward", "refuse", "refuse"],
] as const)("an %s request in the user guide's table: %s, %s, %s", (tier, monitor, defensive, strictest) => {
  expect([verdict(tier, "monitor"), verdict(tier, "defensive"), verdict(tier, "strictest")]).toEqual([
    monitor,
    defensive,
    strictest,
  ]);
});

describe("how well a request complies that the parser refused", () => {
  const refused = (changes: Partial<RefusedHead>): RefusedHead => ({
    method: "POST",
    url: "/",
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    rawHeaders: ["Host", "web"],
    bareLineFeeds: false,
    ...changes,
  });

  test.each<[DesyncTier, string, Partial<RefusedHead>]>([
    ["Compliant", "Compliant", {}],
    ["Compliant", "Compliant", { rawHeaders: ["!#$%&'*+-.^_`|~09AZaz", "\t ~"] }],
    ["Compliant", "Compliant", { httpVersionMajor: 2, rawHeaders: ["", "\0"], url: "\0", method: "" }],
    ["Acceptable", "NonCrLfLineTermination", { bareLineFeeds: true }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["A B", "1"] }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["A:", "1"] }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["\u00fcA", "1"] }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["A\u00fc", "1"] }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["A", "\x7f"] }],
    ["Acceptable", "NonCompliantHeader", { rawHeaders: ["A", "\x1f"] }],
    ["Acceptable", "NonCompliantVersion", { httpVersionMinor: 2 }],
    ["Compliant", "Compliant", { httpVersionMinor: 0 }],
    ["Acceptable", "NonCompliantVersion", { httpVersionMajor: 0, httpVersionMinor: 9 }],
    ["Acceptable", "NonCompliantVersion", { httpVersionMajor: 0, httpVersionMinor: 1 }],
    ["Acceptable", "SpaceInUri", { url: "/a b" }],
    ["Ambiguous", "EmptyHeader", { rawHeaders: ["", "1"] }],
    ["Ambiguous", "EmptyHeader", { rawHeaders: [" \t", "1"] }],
    ["Ambiguous", "AmbiguousUri", { url: "/\x01" }],
    ["Ambiguous", "AmbiguousUri", { url: "/\x7f b" }],
    ["Severe", "BadUri", { url: "/\0" }],
    ["Severe", "BadUri", { url: "/\x01\r" }],
    ["Severe", "BadMethod", { method: "" }],
    ["Severe", "BadMethod", { method: "GE T" }],
    ["Severe", "BadMethod", { method: undefined }],
    ["Severe", "BadHeader", { rawHeaders: ["A\0", "1"] }],
    ["Severe", "BadHeader", { rawHeaders: ["A", "1\r2"] }],
    ["Severe", "BadHeader", { rawHeaders: ["A", "1\n2"] }],
    ["Severe", "BadHeader", { rawHeaders: ["", "1", "A", "\0"], url: "/a b", bareLineFeeds: true }],
    ["Severe", "MultipleContentLength", { rawHeaders: ["Content-Length", "1", "content-length", "2"] }],
    ["Ambiguous", "DuplicateContentLength", { rawHeaders: ["Content-Length", "1", "content-length", "01"] }],
    ["Severe", "BadContentLength", { rawHeaders: ["Content-Length", "1 1"] }],
    ["Severe", "BadContentLength", { rawHeaders: ["Content-Length", "x1"] }],
    ["Compliant", "Compliant", { rawHeaders: ["Content-Length", "\t 1 \t"] }],
    ["Compliant", "Compliant", { rawHeaders: ["Content-Length", `${"0".repeat(40)}1`] }],
    ["Ambiguous", "BothTeClPresent", { rawHeaders: ["Content-Length", "1", "Transfer-Encoding", "chunked"] }],
    ["Severe", "BadTransferEncoding", { rawHeaders: ["Transfer-Encoding", ""] }],
    ["Severe", "BadTransferEncoding", { rawHeaders: ["Transfer-Encoding", "chunked, cow"] }],
    ["Severe", "BadTransferEncoding", { rawHeaders: ["Transfer-Encoding", "gz ip"] }],
    ["Compliant", "Compliant", { rawHeaders: ["Transfer-Encoding", "chunked \t"] }],
    [
      "Severe",
      "MultipleTransferEncodingChunked",
      { rawHeaders: ["Transfer-Encoding", "\t chunked ;q=1\t, CHUNKED"] },
    ],
    [
      "Compliant",
      "Compliant",
      { rawHeaders: ["Transfer-Encoding", "compress, deflate, gzip, identity, gzip, chunked"] },
    ],
    [
      "Ambiguous",
      "UndefinedContentLengthSemantics",
      { httpVersionMajor: 0, httpVersionMinor: 9, rawHeaders: ["Content-Length", "1"] },
    ],
    ["Acceptable", "GetHeadZeroContentLength", { method: "HEAD", rawHeaders: ["Content-Length", "0"] }],
    ["Compliant", "Compliant", { method: "GET", rawHeaders: ["Host", "web"] }],
  ])("%s, %s: %j", (tier, reason, changes) => {
    expect(classifyRefused(refused(changes))).toEqual({ tier, reason });
  });
});
