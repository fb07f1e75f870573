import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "@soft-landing/shared/clock";
import { faultMessage } from "./faults/fault-message.ts";
import type { ApplicableFaults, FaultEffect } from "./faults/fault-registry.ts";
import type { CallerDirectory } from "./imds/role-credentials.ts";
import { closeServer, listenOn } from "./listening.ts";
import type { Caller, Place, Service } from "./service.ts";
import { answerCall, checkCredentials, errorAnswer, resourceOf, unknownCall } from "./wire/answer-call.ts";
import { type AwsCall, type EndpointRequest, recogniseCall } from "./wire/aws-call.ts";
import { AwsError } from "./wire/aws-error.ts";
import { callerArn } from "./wire/caller-arn.ts";
import { foreignPage } from "./wire/foreign-page.ts";
import type { WireAnswer } from "./wire/protocols/wire-protocol.ts";

/** The largest request that DynamoDB accepts (BatchWriteItem), and more than any other service needs. */
const mostRequestBytes = { dynamodb: 16 * 1024 * 1024, others: 1024 * 1024 };
/**
 * Longer than any client keeps an idle connection, so that the endpoint never closes one just as it is
 * reused.
 */
const keepAliveTimeoutMs = 120_000;

export interface AwsEndpointOptions extends Place {
  services: readonly Service[];
  callers: CallerDirectory;
  faults: ApplicableFaults;
  clock: Clock;
}

/** One port for the protocols of all services, for unmodified AWS clients. */
export interface AwsEndpoint {
  listen(port: number, host?: string): Promise<number>;
  close(): Promise<void>;
}

export function createAwsEndpoint(options: AwsEndpointOptions): AwsEndpoint {
  const { clock, callers, faults, region, accountId } = options;
  const services = new Map(options.services.map((service) => [service.model.name, service]));
  const models = options.services.map(({ model }) => model);

  /** Undefined if a fault lets the caller wait forever. */
  async function answer(request: EndpointRequest, hungUp: HungUp): Promise<WireAnswer | undefined> {
    const requestId = randomUUID();
    const call = recogniseCall(request, models);
    const service = services.get(call.kind === "call" ? call.model.name : (call.scope?.service ?? ""));
    if (call.kind === "foreign" || service === undefined) {
      const description = call.kind === "foreign" ? call.description : call.operation;
      return errorAnswer(unknownCall(description), call, service?.model ?? foreignModel, requestId);
    }
    try {
      checkCredentials(call, options, callers);
    } catch (error) {
      return errorAnswer(error, call, call.model, requestId);
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
        return errorAnswer(faultError(effect.error, call, service, caller), call, call.model, requestId);
      }
    }
    return answerCall(call, service, { region, accountId, accessKeyId, caller }, requestId);
  }

  function faultError(
    error: NonNullable<FaultEffect["error"]>,
    call: AwsCall,
    service: Service,
    caller: Caller | undefined,
  ): AwsError {
    const message = faultMessage(error.code, {
      action: `${call.model.actionPrefix ?? call.model.name}:${call.operation}`,
      callerArn: callerArn(caller, accountId),
      resource: resourceOf(call, service, options),
    });
    return new AwsError(error.code, message, error.statusCode);
  }

  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    serve(request, response, answer).catch(() => request.socket.destroy());
  });

  return {
    listen: (port, host) => listenOn(server, port, host),
    close() {
      faults.remove();
      return closeServer(server);
    },
  };
}

/** The model for errors of calls to an unknown service. */
const foreignModel = {
  name: "unknown",
  protocols: [],
  namespace: "unknown",
  target: "",
  version: "",
  xmlNamespace: "",
  awsQueryCompatible: false,
};

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

/** Undefined if it is too large. Rejects when the client disconnects. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const isDynamoDb = String(request.headers["x-amz-target"]).startsWith("DynamoDB_");
    const most = isDynamoDb ? mostRequestBytes.dynamodb : mostRequestBytes.others;
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > most) {
        resolve(undefined);
      } else {
        chunks.push(chunk);
      }
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

/** Resolves when the client has disconnected. Used only for calls that a fault delays. */
type HungUp = () => Promise<void>;

function closeOf(response: ServerResponse): Promise<void> {
  if (response.closed) {
    return Promise.resolve();
  }
  return new Promise((resolve) => response.once("close", () => resolve()));
}

/**
 * Waits as long as the faults say: their latency, and then, for a hang, until the fault is removed. Ends when
 * the client disconnects.
 */
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
