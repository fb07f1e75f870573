import { describe, expect, test } from "vitest";
import type { LoadBalancerSettings } from "../../src/load-balancer/contract.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer } from "./raw-target.ts";
import { startRigWithTarget } from "./rig.ts";

type Mode = LoadBalancerSettings["desyncMitigationMode"];
type Tier = "Compliant" | "Acceptable" | "Ambiguous" | "Severe";

const requests: { tier: Tier; what: string; send: string }[] = [
  { tier: "Compliant", what: "a plain GET", send: "GET / HTTP/1.1\r\nHost: web\r\n\r\n" },
  {
    tier: "Compliant",
    what: "a POST with a body",
    send: "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\n\r\nhello",
  },
  {
    tier: "Compliant",
    what: "a GET over HTTP/1.0",
    send: "GET / HTTP/1.0\r\nHost: web\r\nConnection: keep-alive\r\n\r\n",
  },
  {
    tier: "Acceptable",
    what: "a GET with a length of 0",
    send: "GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n",
  },
  {
    tier: "Acceptable",
    what: "a header beyond ASCII",
    send: "GET / HTTP/1.1\r\nHost: web\r\nX-Name: J\xc3\xbcrgen\r\n\r\n",
  },
  {
    tier: "Ambiguous",
    what: "a GET with a body",
    send: "GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\n\r\nhello",
  },
  {
    tier: "Ambiguous",
    what: "a GET with chunks",
    send: "GET / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  },
  {
    tier: "Ambiguous",
    what: "chunks over HTTP/1.0",
    send: "POST / HTTP/1.0\r\nHost: web\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  },
  {
    tier: "Ambiguous",
    what: "a Transfer_Encoding header",
    send: "POST / HTTP/1.1\r\nHost: web\r\nTransfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
  },
  {
    tier: "Compliant",
    what: "a ContentLength header",
    send: "POST / HTTP/1.1\r\nHost: web\r\nContentLength: 3\r\nContent-Length: 5\r\n\r\nhello",
  },
  {
    tier: "Severe",
    what: "a Content_Length header with another length",
    send: "POST / HTTP/1.1\r\nHost: web\r\nContent_Length: 3\r\nContent-Length: 5\r\n\r\nhello",
  },
  {
    tier: "Severe",
    what: "a look-alike that says chunked twice",
    send: "POST / HTTP/1.1\r\nHost: web\r\nTransfer_Encoding: chunked, chunked\r\nContent-Length: 5\r\n\r\nhello",
  },
];

/** The table of the ALB user guide, "Desync mitigation mode": what becomes of the request, and of both connections. */
const outcomes: Record<Mode, Record<Tier, { status: 200 | 400; closes: boolean }>> = {
  monitor: {
    Compliant: { status: 200, closes: false },
    Acceptable: { status: 200, closes: false },
    Ambiguous: { status: 200, closes: false },
    Severe: { status: 200, closes: false },
  },
  defensive: {
    Compliant: { status: 200, closes: false },
    Acceptable: { status: 200, closes: false },
    Ambiguous: { status: 200, closes: true },
    Severe: { status: 400, closes: true },
  },
  strictest: {
    Compliant: { status: 200, closes: false },
    Acceptable: { status: 400, closes: true },
    Ambiguous: { status: 400, closes: true },
    Severe: { status: 400, closes: true },
  },
};

const rows = (Object.keys(outcomes) as Mode[]).flatMap((mode) =>
  requests.map((request) => ({ mode, ...request, ...outcomes[mode][request.tier] })),
);

describe("desync mitigation modes, as on AWS", () => {
  test.for(rows)("$mode: $what is $tier, answered $status", async ({ mode, tier, send, status, closes }) => {
    const { rig, target } = await startRigWithTarget(answer("hi"), {
      settings: { desyncMitigationMode: mode },
    });
    const client = await RawClient.send(rig.port, send);
    const received = await client.until(/\r\n\r\n.+$/s);
    expect(statusesIn(received)).toEqual([status]);
    expect(target.requestLines).toHaveLength(status === 200 ? 1 : 0);
    expect(rig.sum("DesyncMitigationMode_NonCompliant_Request_Count")).toBe(
      tier === "Compliant" ? undefined : 1,
    );
    if (closes) {
      await client.untilClosed();
      await target.until(() => target.sockets.size === 0);
    } else {
      expect(received).toContain("Connection: keep-alive");
    }
    client.close();
  });
});

describe("what counts as not compliant, as on AWS", () => {
  test.for([
    ["a request that the parser refuses", "GET / HTTP/1.1\r\nHost: web\r\nX-A : 1\r\n\r\n", 400, 1],
    [
      "chunks in chunks",
      "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
      400,
      1,
    ],
    [
      "a request that is refused for another reason",
      "TRACE / HTTP/1.1\r\nHost: web\r\nX: \xfc\r\n\r\n",
      405,
      1,
    ],
    [
      "a WebSocket handshake",
      "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX: \xfc\r\n\r\n",
      200,
      1,
    ],
    [
      "an encoding that is only not supported",
      "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: gzip\r\n\r\n",
      501,
      0,
    ],
    ["bytes that are no request", "hello there\r\n\r\n", 400, 0],
  ] as const)("%s, by the metric of non-compliant requests", async ([, send, status, count]) => {
    const { rig } = await startRigWithTarget(answer("hi"));
    const client = await RawClient.send(rig.port, send);
    expect(statusesIn(await client.until(/\r\n\r\n.+$/s))).toEqual([status]);
    await client.untilClosed();
    expect(rig.sum("DesyncMitigationMode_NonCompliant_Request_Count") ?? 0).toBe(count);
  });
});
