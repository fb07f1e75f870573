import { systemClock } from "@soft-landing/shared/clock";
import { describe, expect, onTestFinished, test } from "vitest";
import { Answers } from "../../src/load-balancer/data-plane/answers.ts";
import type { ClientSide } from "../../src/load-balancer/data-plane/client-side.ts";
import { Exchange } from "../../src/load-balancer/data-plane/exchange.ts";
import { createLoadBalancerMetrics } from "../../src/load-balancer/metrics/load-balancer-metrics.ts";
import { RegisteredTarget } from "../../src/load-balancer/target-group/registered-target.ts";
import { TargetConnections } from "../../src/load-balancer/target-group/target-connections.ts";
import { RawClient } from "./raw-client.ts";
import { bytes, RawTarget } from "./raw-target.ts";
import { codeCounts, defaultSettings, Rig, startRigWithTarget } from "./rig.ts";

const get = (headers = "") => `GET / HTTP/1.1\r\nHost: web\r\n${headers}\r\n`;

/** A file's name in UTF-8, in Latin-1, and in bytes that are neither. */
const names = { "UTF-8": "\xc3\xbc.txt", "Latin-1": "\xfc.txt", none: "\xc3\xff\x80.txt" };

describe("bytes of headers are passed on unchanged, in every encoding,", () => {
  const cases = Object.entries(names).flatMap(([encoding, name]) =>
    Object.entries({
      "a short response": ["Content-Length: 2\r\n", "ok"],
      "a long response": ["Content-Length: 20000\r\n", "x".repeat(20_000)],
      "a chunked response": ["Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n"],
      "a response without a body": ["Content-Length: 0\r\n", ""],
    }).map(([what, [framing = "", body = ""]]) => ({ encoding, name, what, framing, body })),
  );

  test.for(cases)("of $what to the client ($encoding)", async ({ name, framing, body }) => {
    const disposition = `Content-Disposition: attachment; filename="${name}"\r\n`;
    const { rig } = await startRigWithTarget(
      bytes(`HTTP/1.1 200 OK\r\n${framing}${disposition}X-Name: ${name}\r\n\r\n${body}`),
    );
    const client = await RawClient.send(rig.port, get());
    const received = await client.until(/\r\n\r\n/);
    expect(received).toContain(`\r\n${disposition}`);
    expect(received).toContain(`\r\nX-Name: ${name}\r\n`);
    client.close();
  });

  test("of a chunked response whose head arrives alone", async () => {
    const { rig } = await startRigWithTarget(
      bytes(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Name: ${names.none}\r\n\r\n`),
    );
    const client = await RawClient.send(rig.port, get());
    expect(await client.until(/\r\n\r\n/)).toContain(`\r\nX-Name: ${names.none}\r\n`);
    client.close();
  });

  test.for(Object.entries(names))("of a request to the target (%s)", async ([, name]) => {
    const { rig, target } = await startRigWithTarget();
    const client = await RawClient.send(rig.port, get(`Content-Disposition: ${name}\r\nX-Name: ${name}\r\n`));
    await client.until(/hello$/);
    expect(target.heads[0]).toContain(`\r\nX-Name: ${name}`);
    expect(target.heads[0]).toContain(`\r\nContent-Disposition: ${name}`);
    client.close();
  });
});

test("any failure while a head is written is one 502, counted once", async () => {
  const backend = await RawTarget.start();
  onTestFinished(() => backend.close());
  const { metrics, codeCounts: counts } = countedMetrics();
  const times = { connectTimeoutMs: 1000, idleTimeoutMs: () => 1000 };
  const target = new RegisteredTarget(
    backend.as("i-0"),
    metrics.forTargetGroup({ arnSuffix: "targetgroup/web/1" }).forTarget(backend.as("i-0")),
    new TargetConnections(backend.as("i-0"), times, systemClock),
    false,
  );
  onTestFinished(() => target.cutInFlight());
  const page = Promise.withResolvers<number>();
  const client: ClientSide = {
    connectedAtMs: 0,
    remoteAddress: undefined,
    requestComplete: true,
    waitsForClient: false,
    occupy: () => {},
    endConnection: () => {},
    body: () => undefined,
    sendHead: () => {
      throw new TypeError("this head cannot be sent");
    },
    flushHead: () => {},
    write: () => true,
    finish: () => page.reject(new Error("no response was to be finished")),
    sendPage: ({ status }) => page.resolve(status),
    refuse: page.resolve,
    breakOff: () => page.reject(new Error("nothing had begun")),
    leave: () => {},
  };
  const answers = new Answers(metrics, "listener", {});
  const exchange = new Exchange({ client, target, answers, sent: undefined, ownHeaders: [] });
  exchange.begin({ method: "GET", path: "/", headers: ["Host", "web"], closeTarget: false });
  expect(await page.promise).toBe(502);
  exchange.clientGone();
  expect(counts()).toEqual({ HTTPCode_ELB_5XX_Count: 1, HTTPCode_ELB_502_Count: 1 });
  expect(target.failures).toBe(1);
  expect(target.inFlight).toBe(0);
});

function countedMetrics() {
  const rig = new Rig({});
  return {
    metrics: createLoadBalancerMetrics(rig.metrics, defaultSettings),
    codeCounts: () => codeCounts(rig),
  };
}
