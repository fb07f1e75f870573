import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReadyMessage } from "../bench-process.ts";
import type { TableOrder } from "./served-artifact.ts";

/**
 * A process of its own: answers GetItem and GetParameter with fixed bytes, as fast as node:http can, so that a bench measures
 * the server and not its dependency. Latency, hanging and failing are ordered by its parent.
 */
const item = JSON.stringify({
  Item: { UserId: { S: "1" }, UserName: { S: "Margaret" }, TVShow: { S: "The Twilight Zone" } },
});
const parameter = JSON.stringify({
  Parameter: {
    ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/bench",
    DataType: "text",
    LastModifiedDate: 1_700_000_000,
    Name: "/bench",
    Type: "String",
    Value: "true",
    Version: 1,
  },
});
const failure = JSON.stringify({ __type: "InternalServerError", message: "The bench makes this call fail." });

let table: TableOrder = { kind: "answer", latencyMs: 0 };
const hanging = new Set<ServerResponse>();

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  request.resume();
  request.once("end", () => answer(request, response));
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url !== "/") {
    answerMetadata(request, response);
  } else if (request.headers["x-amz-target"] === "AmazonSSM.GetParameter") {
    send(response, 200, parameter);
  } else if (table.kind === "fail") {
    send(response, 500, failure);
  } else if (table.kind === "hang") {
    hang(response);
  } else if (table.latencyMs === 0) {
    send(response, 200, item);
  } else {
    setTimeout(send, table.latencyMs, response, 200, item);
  }
}

/** The parts of the instance metadata service that a server calls at its start. */
function answerMetadata({ url }: IncomingMessage, response: ServerResponse): void {
  if (url === "/latest/api/token") {
    send(response, 200, "token");
  } else {
    send(response, 200, JSON.stringify({ instanceId: "i-bench", availabilityZone: "us-east-1a" }));
  }
}

function hang(response: ServerResponse): void {
  hanging.add(response);
  response.once("close", () => hanging.delete(response));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": "bench",
  });
  response.end(body);
}

process.on("message", (order: TableOrder) => {
  table = order;
  for (const response of hanging) {
    response.destroy();
  }
  process.send?.("ordered");
});
process.on("disconnect", () => process.exit(0));

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies ReadyMessage);
});
