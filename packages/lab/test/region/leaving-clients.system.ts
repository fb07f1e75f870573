import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

type Door = "console" | "page" | "aws";

useOwnStateHome();
let lab: SpawnedLab;
let ports: Record<Door, number>;
beforeAll(async () => {
  lab = await spawnLab({ stack: "basic" });
  ports = {
    console: lab.consolePort,
    page: Number(new URL(lab.pageUrl).port),
    aws: Number(new URL(lab.awsEndpointUrl).port),
  };
  await lab.control.setTraffic(20);
});
afterAll(() => lab?.stop());

const consolePaths = [
  "/",
  "/page/basic",
  "/page/nobody",
  "/api/stacks",
  "/api/lab",
  "/api/events",
  "/api/events?lastEventId=0",
  "/api/logs",
  "/api/disturbances",
  "/api/experiments",
  "/api/reports",
  "/api/walkthrough",
  "/api/handlers",
  "/chaos/faults",
];
const upgrade = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const form = { "Content-Type": "application/x-www-form-urlencoded" };
const json = { "Content-Type": "application/json" };
const large = "x".repeat(100_000);

const requests: readonly [door: Door, text: string][] = [
  ...consolePaths.map((path): [Door, string] => ["console", requestText("GET", path)]),
  ["console", requestText("POST", "/api/parameter", json, '{"value":"false"}')],
  ["console", requestText("POST", "/api/parameter", json, '{"value":"true"}')],
  ["page", requestText("GET", "/")],
  ["page", requestText("GET", "/healthcheck/deep")],
  ["page", requestText("GET", "/", upgrade)],
  ["page", requestText("POST", "/", {}, large)],
  ["aws", requestText("POST", "/", signedFor("ec2"), "Action=DescribeInstances&Version=2016-11-15")],
  [
    "aws",
    requestText("POST", "/", signedFor("autoscaling"), "Action=DescribeAutoScalingGroups&Version=2011-01-01"),
  ],
  ["aws", requestText("PUT", "/bucket/key", signedFor("s3"), large)],
  ["aws", requestText("GET", "/bucket/key", signedFor("s3"))],
];

function requestText(method: string, path: string, headers: Record<string, string> = {}, body = ""): string {
  const all = { Host: "localhost", ...headers, ...(body !== "" && { "Content-Length": body.length }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

function signedFor(service: string): Record<string, string> {
  const scope = `Credential=test/20261127/us-east-1/${service}/aws4_request`;
  return { ...form, Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` };
}

const visit = fc.record({
  request: fc.constantFrom(...requests),
  /** How much of the request is sent, from 0 to 1. */
  sent: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  /** Whether the client leaves at the answer's first bytes at the latest. */
  leavesAtAnswer: fc.boolean(),
  stayMs: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
  resets: fc.boolean(),
});

type Visit = typeof visit extends fc.Arbitrary<infer Value> ? Value : never;

async function leave({ request: [door, text], sent, leavesAtAnswer, stayMs, resets }: Visit): Promise<void> {
  const socket = connect(ports[door], "127.0.0.1");
  const go = () => (resets ? socket.resetAndDestroy() : socket.destroy());
  socket.on("error", () => {});
  socket.on("data", () => leavesAtAnswer && go());
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(text.slice(0, Math.ceil(sent * text.length)));
  const leaving = setTimeout(go, stayMs);
  await closed;
  clearTimeout(leaving);
}

test("clients that leave at any moment, at every port, do not end the lab", async () => {
  let ended = false;
  lab.ended.then(() => {
    ended = true;
  });
  const manyAtOnce = fc.array(visit, { minLength: 20, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(manyAtOnce, async (visits) => {
      await Promise.all(visits.map(leave));
      expect(ended, lab.lastWords()).toBe(false);
    }),
    { numRuns: 150, endOnFailure: true },
  );
  await lab.control.setParameter("true");
  const answers = await Promise.all([fetch(lab.pageUrl), fetch(lab.consoleUrl)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});
