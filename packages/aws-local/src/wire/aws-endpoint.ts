import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "@soft-landing/shared/clock";
import { faultMessage } from "../faults/fault-message.ts";
import { createFaultRegistry, type FaultEffect } from "../faults/fault-registry.ts";
import { closeServer, listenOn } from "../listening.ts";
import { createEmbeddedDynalite } from "../services/dynamodb/embedded-dynalite.ts";
import { createTablesOf } from "../services/dynamodb/tables-of-graph.ts";
import { createParameterTable } from "../services/ssm/parameter-table.ts";
import { writeParametersOf } from "../services/ssm/parameters-of-graph.ts";
import { createReadThroughput } from "../services/ssm/read-throughput.ts";
import { answerCall, checkCredentials, errorAnswer, unknownOperation } from "./answer-call.ts";
import { type AwsCall, type EndpointRequest, recogniseCall } from "./aws-call.ts";
import { callerArn } from "./caller-arn.ts";
import type { AwsEndpoint, AwsEndpointOptions, Caller } from "./contract.ts";
import { foreignPage } from "./foreign-page.ts";
import type { WireAnswer } from "./protocols/wire-protocol.ts";
import { AwsError } from "./wire-error.ts";

/** The largest request that an AWS API takes (DynamoDB's BatchWriteItem). */
const mostRequestBytes = 16 * 1024 * 1024;
/** Longer than any client keeps an idle connection, so that the lab never closes one in the moment of its reuse. */
const keepAliveTimeoutMs = 120_000;

/**
 * The AWS endpoint of one lab. The graph's tables, items and parameters are made before it listens.
 *
 * The faults' dice are `random`, 0 (inclusive) to 1 (exclusive).
 */
export function createAwsEndpoint(
  options: AwsEndpointOptions,
  random: () => number = Math.random,
): AwsEndpoint {
  const { clock, callers } = options;
  const { region, accountId } = options.graph();
  const faults = createFaultRegistry(random);
  const parameters = createParameterTable(clock);
  const parameterReads = createReadThroughput(clock, options.parameterThroughputLimit);
  const dynamoDb = createEmbeddedDynalite({ region, accountId });

  /** Undefined where a fault lets the caller wait for ever. */
  async function answer(request: EndpointRequest, hungUp: HungUp): Promise<WireAnswer | undefined> {
    const requestId = randomUUID();
    const call = recogniseCall(request);
    if (call.kind === "foreign") {
      return errorAnswer(unknownOperation(call.description), call, requestId);
    }
    try {
      checkCredentials(call, region, callers);
    } catch (error) {
      return errorAnswer(error, call, requestId);
    }
    const { accessKeyId } = call.scope;
    const caller = callers.callerOf(accessKeyId);
    const effect = faults.effectOn({ service: call.model.name, operation: call.operation, caller });
    if (effect) {
      await suffer(effect, clock, hungUp);
      if (effect.hang) {
        return undefined;
      }
      if (effect.error) {
        return errorAnswer(faultError(effect.error, call, caller), call, requestId);
      }
    }
    const context = { lab: options, parameters, parameterReads, region, accountId, accessKeyId, caller };
    return answerCall(call, request, context, dynamoDb, requestId);
  }

  function faultError(error: NonNullable<FaultEffect["error"]>, call: AwsCall, caller: Caller | undefined) {
    const action = `${call.model.name}:${call.operation}`;
    const message = faultMessage(error.code, { action, callerArn: callerArn(caller, accountId) });
    return new AwsError(error.code, message, error.statusCode);
  }

  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    serve(request, response, answer).catch(() => request.socket.destroy());
  });

  return {
    faults,
    parameters,
    async listen(port, host) {
      await createTablesOf(options.graph(), dynamoDb);
      writeParametersOf(options.graph(), parameters);
      return listenOn(server, port, host);
    },
    close() {
      faults.remove();
      return closeServer(server);
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: EndpointRequest, hungUp: HungUp) => Promise<WireAnswer | undefined>,
): Promise<void> {
  const refusal = foreignPage(request.headers);
  if (refusal !== undefined) {
    response.writeHead(403, { "Content-Type": "text/plain", Connection: "close" }).end(`${refusal}\n`);
    return;
  }
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { Connection: "close" }).end();
    return;
  }
  const { method = "GET", url = "/", headers } = request;
  const wireAnswer = await answer({ method, url, headers, body }, () => closeOf(response));
  if (!wireAnswer) {
    request.socket.destroy();
    return;
  }
  response.writeHead(wireAnswer.statusCode, {
    "Content-Length": Buffer.byteLength(wireAnswer.body),
    ...wireAnswer.headers,
  });
  response.end(wireAnswer.body);
}

/** Undefined where it is too large. Rejects when the client hangs up. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > mostRequestBytes) {
        resolve(undefined);
      } else {
        chunks.push(chunk);
      }
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

/** Resolves when the client is gone; asked for only by calls that a fault holds back. */
type HungUp = () => Promise<void>;

function closeOf(response: ServerResponse): Promise<void> {
  if (response.closed) {
    return Promise.resolve();
  }
  return new Promise((resolve) => response.once("close", () => resolve()));
}

/** Waits as long as the faults say: their latency, then, for a hang, until the fault is removed. Ends when the client hangs up. */
async function suffer(effect: FaultEffect, clock: Clock, hungUp: HungUp): Promise<void> {
  const gone = hungUp();
  if (effect.delayMs > 0) {
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(effect.delayMs, resolve);
    await Promise.race([waited, gone]);
    cancel();
  }
  if (effect.hang) {
    await Promise.race([effect.hang.released, gone]);
  }
}
