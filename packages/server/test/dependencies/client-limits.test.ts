import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test, vi } from "vitest";
import { type ClientLimits, limitedClient } from "../../src/dependencies/client-limits.ts";

/** For calls that must not be cut, however busy the machine is. */
const patient: ClientLimits = { connectTimeoutMs: 10_000, silenceTimeoutMs: 10_000, maxSockets: 1 };
/** For calls that are cut. */
const soonSilent = { ...patient, silenceTimeoutMs: 60 };
/** For calls of which one is answered and another is cut: long enough that a busy machine answers. */
const answeredInTime = { ...patient, silenceTimeoutMs: 1_000 };
const timeoutError = { name: "TimeoutError" };
const opened: Server[] = [];
const clients: DynamoDBClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) {
    client.destroy();
  }
  for (const server of opened.splice(0)) {
    server.close();
  }
  vi.unstubAllEnvs();
});

/** Serves on loopback as the AWS of the clients made from here on. */
async function listen(server: Server, protocol = "http"): Promise<void> {
  opened.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("AWS_ENDPOINT_URL", `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
}

const serveHttp = (listener: RequestListener) => listen(createHttpServer(listener));

/** What one call of a client with these limits comes to, as often as it is asked. */
function caller(limits: ClientLimits): () => Promise<unknown> {
  const client = new DynamoDBClient(limitedClient("us-east-1", limits));
  clients.push(client);
  return () => client.send(new GetItemCommand({ TableName: "t", Key: { UserId: { S: "1" } } }));
}

test("a call that is never answered rejects, and its connection is closed", async () => {
  const closed = Promise.withResolvers<void>();
  await serveHttp((request) => request.socket.once("close", () => closed.resolve()));
  await expect(caller(soonSilent)()).rejects.toMatchObject(timeoutError);
  await closed.promise;
});

test("a call that is never answered ends as early on a kept connection", async () => {
  let calls = 0;
  await serveHttp((_request, response) => {
    calls += 1;
    if (calls === 1) {
      response.end("{}");
    }
  });
  const call = caller(answeredInTime);
  await call();
  await expect(call()).rejects.toMatchObject(timeoutError);
  expect(calls).toBe(2);
});

test("a kept connection may be silent for longer than a call", async () => {
  let connections = 0;
  const server = createHttpServer((_request, response) => void response.end("{}"));
  server.on("connection", () => {
    connections += 1;
  });
  await listen(server);
  const call = caller(answeredInTime);
  await call();
  await new Promise((resolve) => setTimeout(resolve, 1.5 * answeredInTime.silenceTimeoutMs));
  await call();
  expect(connections).toBe(1);
});

test("an answer that stops in the middle rejects", async () => {
  await serveHttp((_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
  });
  await expect(caller(soonSilent)()).rejects.toMatchObject(timeoutError);
});

test("an answer that breaks off rejects: half an answer is never used", async () => {
  await serveHttp((request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
    request.socket.destroySoon();
  });
  await expect(caller(patient)()).rejects.toMatchObject({
    message: expect.stringMatching(/aborted|hang up|ECONNRESET/),
  });
});

test("waiting for a free socket counts as connecting, and has the same limit", async () => {
  await serveHttp(() => {});
  const call = caller({ ...patient, connectTimeoutMs: 500, silenceTimeoutMs: 1_500 });
  const messages = await Promise.all([0, 1].map(() => call().catch((error: Error) => error.message)));
  expect(messages).toContainEqual(expect.stringContaining("did not establish a connection"));
  expect(messages).toContainEqual(expect.stringContaining("timed out after 1500 ms of inactivity"));
});

test("over HTTPS a handshake that never ends rejects", async () => {
  const firstByte = Promise.withResolvers<number | undefined>();
  const neverAnswers = createTcpServer(
    (socket) => void socket.once("data", (data) => firstByte.resolve(data[0])),
  );
  await listen(neverAnswers, "https");
  await expect(caller(soonSilent)()).rejects.toMatchObject(timeoutError);
  const tlsHandshake = 0x16;
  expect(await firstByte.promise).toBe(tlsHandshake);
});

test("a connection that ends without an answer rejects, after one attempt", async () => {
  let attempts = 0;
  await listen(
    createTcpServer((socket) => {
      attempts += 1;
      socket.once("data", () => socket.end());
    }),
  );
  await expect(caller(patient)()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(attempts).toBe(1);
});

test("connections are reused: many calls one after the other use one", async () => {
  let connections = 0;
  const server = createHttpServer((_request, response) => void response.end("{}"));
  server.on("connection", () => {
    connections += 1;
  });
  await listen(server);
  const call = caller({ ...patient, maxSockets: 2 });
  for (let calls = 0; calls < 5; calls += 1) {
    await call();
  }
  expect(connections).toBe(1);
});
