/// <reference path="./dynalite.d.ts" />
/**
 * Runs dynalite for one region, with its data in a folder. It answers one call after the other, so that the region knows which of
 * them this process has ended on. An error that dynalite does not catch ends it; it also ends with its region.
 *
 * Usage: node engine-process.ts, with an IPC channel.
 */
import { EventEmitter } from "node:events";
import { mkdirSync } from "node:fs";
import { flushCompileCache } from "node:module";
import dynalite from "dynalite";
import { AwsError } from "../../wire/aws-error.ts";
import { type AdmittedCall, admitCall } from "./admit-call.ts";
import type { EngineCall, EngineMessage, EngineOpening, EngineReport } from "./engine-messages.ts";

interface OpenTables {
  place: EngineOpening;
  handler: ReturnType<typeof dynalite>;
}

const waiting: EngineCall[] = [];
let tables: OpenTables | undefined;
let busy = false;

process.on("uncaughtException", (error) => {
  report({ kind: "failure", error: `${error.name}: ${error.message}` }, () => process.exit(1));
});

process.on("message", (message: EngineMessage) => {
  if (message.kind === "open") {
    tables = open(message);
    report({ kind: "ready" });
    return;
  }
  waiting.push(message);
  if (!busy) {
    next();
  }
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the lab, which ends in order and then closes the channel.
for (const signal of ["SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {});
}

function open(place: EngineOpening): OpenTables {
  // LevelDB's error says less about a folder that cannot be created.
  mkdirSync(place.folder, { recursive: true });
  // dynalite makes ARNs of them.
  process.env.AWS_REGION = place.region;
  process.env.AWS_ACCOUNT_ID = place.accountId;
  const handler = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, path: place.folder });
  return { place, handler };
}

function next(): void {
  const call = waiting.shift();
  busy = call !== undefined;
  if (call !== undefined && tables !== undefined) {
    answer(call, tables);
  }
}

function answer(call: EngineCall, { place, handler }: OpenTables): void {
  try {
    hand(call, admitCall(call.operation, call.body, place), handler);
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    report({ kind: "refusal", id: call.id, code: error.code, message: error.message });
    setImmediate(next);
  }
}

/** Passes a call to dynalite's request handler, without a socket in between. */
function hand(
  { id, operation }: EngineCall,
  { body, answerFor }: AdmittedCall,
  handler: OpenTables["handler"],
): void {
  const request = Object.assign(new EventEmitter(), {
    method: "POST",
    url: "/",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=region, SignedHeaders=host, Signature=none",
    },
  });
  const response = {
    statusCode: 200,
    setHeader() {},
    end(text = "") {
      report({ kind: "answer", id, statusCode: this.statusCode, body: answerFor(text) });
      setImmediate(next);
    },
  };
  handler.emit("request", request, response);
  request.emit("data", Buffer.from(body));
  request.emit("end");
}

function report(message: EngineReport, sent?: () => void): void {
  if (process.connected) {
    process.send?.(message, undefined, undefined, () => sent?.());
  }
}

// Not at its end, because it ends by SIGKILL.
flushCompileCache();
