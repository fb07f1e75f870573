import { describe, expect, test } from "vitest";
import { classify, verdict } from "../../../src/load-balancer/data-plane/desync.ts";
import { getWith, parsedRequest } from "./parsed.ts";

describe("how far a request strays", () => {
  test.each([
    ["Compliant", "a plain GET", getWith()],
    ["Compliant", "a POST with a length", "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\nab"],
    [
      "Compliant",
      "a POST in chunks",
      "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["GetHeadZeroContentLength", "a GET with a length of 0", getWith("Content-Length: 0")],
    ["UndefinedContentLengthSemantics", "a GET with a body", `${getWith("Content-Length: 2")}ab`],
    [
      "UndefinedContentLengthSemantics",
      "a HEAD with a body",
      "HEAD / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\nab",
    ],
    [
      "UndefinedTransferEncodingSemantics",
      "a GET in chunks",
      `${getWith("Transfer-Encoding: chunked")}0\r\n\r\n`,
    ],
    [
      "UndefinedTransferEncodingSemantics",
      "a POST in chunks over HTTP/1.0",
      "POST / HTTP/1.0\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["SuspiciousHeader", "a Transfer_Encoding", getWith("Transfer_Encoding: chunked")],
    ["SuspiciousHeader", "a Content.Length", getWith("Content.Length: 5")],
    ["Compliant", "a name that only begins like one", getWith("Content-Length-Hint: 5")],
    ["Compliant", "a name too long to be taken for one", getWith(`Content-Length${"-".repeat(30)}: 5`)],
    ["NonCompliantHeader", "a value beyond ASCII", getWith("X-Name: J\xfcrgen")],
    ["Compliant", "a tab in a value", getWith("X-Name: a\tb")],
  ])("%s: %s", async (reason, _what, bytes) => {
    expect(classify(await parsedRequest(bytes)).reason).toBe(reason);
  });

  test("framing weighs more than names, and names more than characters", async () => {
    const both = await parsedRequest(getWith("Content_Length: 1", "X-Name: \xfc"));
    expect(classify(both).tier).toBe("Ambiguous");
    const framing = await parsedRequest(getWith("Content-Length: 0", "Content_Length: 1"));
    expect(classify(framing).reason).toBe("GetHeadZeroContentLength");
  });
});

test.each([
  ["Compliant", "forward", "forward", "forward"],
  ["Acceptable", "forward", "forward", "refuse"],
  ["Ambiguous", "forward", "forwardAndClose", "refuse"],
] as const)("an %s request in the user guide's table: %s, %s, %s", (tier, monitor, defensive, strictest) => {
  expect([verdict(tier, "monitor"), verdict(tier, "defensive"), verdict(tier, "strictest")]).toEqual([
    monitor,
    defensive,
    strictest,
  ]);
});
