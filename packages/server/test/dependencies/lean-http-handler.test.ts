import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test, vi } from "vitest";
import { leanTableClient } from "../../src/dependencies/lean-clients.ts";

const limits = { connectTimeoutMs: 60, requestTimeoutMs: 60, maxSockets: 1 };
const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
  vi.unstubAllEnvs();
});

async function listen(server: Server): Promise<void> {
  opened.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
}

const serveHttp = (listener: RequestListener) => listen(createHttpServer(listener));

/** A client whose HTTP is the lean handler, and one call of it. */
function callTable(): Promise<unknown> {
  const client = leanTableClient("us-east-1", limits);
  return client
    .send(new GetItemCommand({ TableName: "t", Key: { UserId: { S: "1" } } }))
    .finally(() => client.destroy());
}

test("a call that is never answered rejects, and its connection is closed", async () => {
  const closed = Promise.withResolvers<void>();
  await serveHttp((request) => request.socket.once("close", () => closed.resolve()));
  await expect(callTable()).rejects.toMatchObject({ name: "TimeoutError" });
  await closed.promise;
});

test("an answer that breaks off rejects: half an answer is never taken for one", async () => {
  await serveHttp((request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
    request.socket.destroySoon();
  });
  await expect(callTable()).rejects.toMatchObject({
    message: expect.stringMatching(/aborted|hang up|ECONNRESET/),
  });
});

test("an answer that trickles in is cut at the request's limit", async () => {
  await serveHttp((_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
  });
  await expect(callTable()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("waiting for a free socket counts as connecting, and is cut too", async () => {
  await serveHttp(() => {});
  const client = leanTableClient("us-east-1", { ...limits, connectTimeoutMs: 30, requestTimeoutMs: 300 });
  const command = new GetItemCommand({ TableName: "t", Key: { UserId: { S: "1" } } });
  const messages = await Promise.all(
    [0, 1].map(() => client.send(command).catch((error: Error) => error.message)),
  );
  client.destroy();
  expect(messages).toContain("Connecting took longer than 30 ms");
  expect(messages).toContain("The answer took longer than 300 ms");
});

test("a connection that ends without an answer rejects", async () => {
  await listen(createTcpServer((socket) => void socket.once("data", () => socket.end())));
  await expect(callTable()).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("connections are kept: many calls one after the other use one", async () => {
  const server = createHttpServer((_request, response) => void response.end("{}"));
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await listen(server);
  const client = leanTableClient("us-east-1", limits);
  for (let call = 0; call < 5; call += 1) {
    await client.send(new GetItemCommand({ TableName: "t", Key: { UserId: { S: "1" } } }));
  }
  client.destroy();
  expect(connections).toBe(1);
});

test("every call is signed, and names the host it is for", async () => {
  let headers: Record<string, unknown> = {};
  await serveHttp((request, response) => {
    headers = request.headers;
    response.end("{}");
  });
  await callTable();
  expect(headers).toMatchObject({
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/dynamodb\/aws4_request/,
    ),
    "x-amz-target": "DynamoDB_20120810.GetItem",
    "content-length": expect.any(String),
    host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  });
});
