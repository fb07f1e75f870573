import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { identityOutsideAws, readIdentity } from "../../src/dependencies/identity.ts";

afterEach(() => void vi.unstubAllEnvs());
const patient = { attempts: 3, attemptTimeoutMs: 10_000, pauseMs: 1 };
const quick = { ...patient, attemptTimeoutMs: 20 };

/** IMDSv2 as far as the identity needs it; `failures` first requests are answered with 500. */
async function startMetadataService(failures = 0, handler?: RequestListener) {
  const requests: string[] = [];
  const server = createServer(
    handler ??
      ((request, response) => {
        requests.push(`${request.method} ${request.url}`);
        if (requests.length <= failures) {
          return void response.writeHead(500).end();
        }
        if (request.method === "PUT") {
          const ttl = request.headers["x-aws-ec2-metadata-token-ttl-seconds"];
          return void response.writeHead(Number(ttl) > 0 ? 200 : 400).end("the-token");
        }
        if (request.headers["x-aws-ec2-metadata-token"] !== "the-token") {
          return void response.writeHead(401).end();
        }
        response.end(
          JSON.stringify({
            instanceId: "i-1",
            availabilityZone: "us-east-1c",
            instanceType: "t4g.micro",
            imageId: "ami-1",
            privateIp: "10.0.0.1",
            accountId: "111122223333",
            kernelId: null,
          }),
        );
      }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv(
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  return { requests, [Symbol.dispose]: () => void server.close().closeAllConnections() };
}

const identity = {
  id: "i-1",
  availabilityZone: "us-east-1c",
  type: "t4g.micro",
  imageId: "ami-1",
  privateIp: "10.0.0.1",
  accountId: "111122223333",
};

test("comes from the identity document, with a session token first", async () => {
  using service = await startMetadataService();
  expect(await readIdentity(patient)).toEqual(identity);
  expect(service.requests).toEqual([
    "PUT /latest/api/token",
    "GET /latest/dynamic/instance-identity/document",
  ]);
});

test("is read again if the service fails at first", async () => {
  using _service = await startMetadataService(2);
  expect(await readIdentity(patient)).toEqual(identity);
});

test("is tried three times by default", async () => {
  using service = await startMetadataService(99);
  expect(await readIdentity()).toEqual(identityOutsideAws);
  expect(service.requests).toHaveLength(3);
});

test("outside AWS says so in every field", () => {
  const says = "outside AWS";
  expect(identityOutsideAws).toEqual({
    ...{ id: says, availabilityZone: says, type: says },
    ...{ imageId: says, privateIp: says, accountId: says },
  });
});

test("says so if nothing listens", async () => {
  vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9");
  expect(await readIdentity(quick)).toEqual(identityOutsideAws);
});

test("says so if the service never answers", async () => {
  using _service = await startMetadataService(0, () => {});
  expect(await readIdentity(quick)).toEqual(identityOutsideAws);
});

test("a missing field is unknown; the other fields are kept", async () => {
  using _service = await startMetadataService(0, (request, response) => {
    response.end(
      request.method === "PUT" ? "the-token" : JSON.stringify({ instanceId: "i-1", imageId: null }),
    );
  });
  expect(await readIdentity(patient)).toMatchObject({ id: "i-1", imageId: "unknown", accountId: "unknown" });
});
