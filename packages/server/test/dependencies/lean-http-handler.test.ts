import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { HttpRequest } from "@smithy/types";
import { afterEach, expect, test, vi } from "vitest";
import { leanTableClient } from "../../src/dependencies/lean-clients.ts";
import { leanHttpHandler } from "../../src/dependencies/lean-http-handler.ts";

const limits = { connectTimeoutMs: 60, requestTimeoutMs: 60, maxSockets: 1 };
/** For calls that are not to be cut, however busy the machine is. */
const patient = { connectTimeoutMs: 10_000, requestTimeoutMs: 10_000, maxSockets: 1 };
const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
  }
  vi.unstubAllEnvs();
});

/** Serves on loopback as the AWS of the clients made from here on; resolves its port. */
async function listen(server: Server): Promise<number> {
  opened.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  return port;
}

const serveHttp = (listener: RequestListener) => listen(createHttpServer(listener));

/** A client whose HTTP is the lean handler, and one call of it. */
function callTable(within = limits): Promise<unknown> {
  const client = leanTableClient("us-east-1", within);
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
  await expect(callTable(patient)).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("connections are kept: many calls one after the other use one", async () => {
  const server = createHttpServer((_request, response) => void response.end("{}"));
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await listen(server);
  const client = leanTableClient("us-east-1", patient);
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
  await callTable(patient);
  expect(headers).toMatchObject({
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/dynamodb\/aws4_request/,
    ),
    "x-amz-target": "DynamoDB_20120810.GetItem",
    "content-length": expect.any(String),
    host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  });
});

test("an answer that comes in many pieces arrives whole", async () => {
  await serveHttp(async (_request, response) => {
    for (const piece of ['{"Item":', '{"UserId":', '{"S":"1"}}}']) {
      response.write(piece);
      await new Promise(setImmediate);
    }
    response.end();
  });
  expect(await callTable(patient)).toMatchObject({ Item: { UserId: { S: "1" } } });
});

test("a call that its caller gives up rejects, and its connection is closed", async () => {
  const closed = Promise.withResolvers<void>();
  const caller = new AbortController();
  await serveHttp((request) => {
    request.socket.once("close", () => closed.resolve());
    caller.abort();
  });
  const client = leanTableClient("us-east-1", patient);
  const call = client.send(new GetItemCommand({ TableName: "t", Key: { UserId: { S: "1" } } }), {
    abortSignal: caller.signal,
  });
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  await closed.promise;
  client.destroy();
});

test("over HTTPS connecting ends with the handshake: one that never ends is cut at connecting's limit", async () => {
  const firstByte = Promise.withResolvers<number | undefined>();
  const port = await listen(
    createTcpServer((socket) => void socket.once("data", (data) => firstByte.resolve(data[0]))),
  );
  const handler = leanHttpHandler({ ...limits, requestTimeoutMs: 10_000 });
  await expect(handler.handle(request({ protocol: "https:", port }))).rejects.toMatchObject({
    name: "TimeoutError",
    message: "Connecting took longer than 60 ms",
  });
  const tlsHandshake = 0x16;
  expect(await firstByte.promise).toBe(tlsHandshake);
  handler.destroy?.();
});

test("a query goes into the path, lists by repetition and characters escaped", async () => {
  let url: string | undefined;
  const port = await serveHttp((incoming, response) => {
    url = incoming.url;
    response.end();
  });
  const handler = leanHttpHandler(patient);
  const query = { one: "a b", many: ["1", "2"], bare: null };
  const { response } = await handler.handle(request({ port, query }));
  expect([url, response.statusCode]).toEqual(["/path?one=a+b&many=1&many=2&bare=", 200]);
  handler.destroy?.();
});

function request(changes: Partial<HttpRequest>): HttpRequest {
  return { method: "GET", protocol: "http:", hostname: "127.0.0.1", path: "/path", headers: {}, ...changes };
}
