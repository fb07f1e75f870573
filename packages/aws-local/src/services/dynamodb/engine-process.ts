/// <reference path="./dynalite.d.ts" />
/**
 * Runs dynalite for one region, with its data in a folder. It answers one call after the other, so that the region knows which of
 * them this process has ended on. An error that dynalite does not catch ends it; it also ends with its region.
 *
 * Usage: node engine-process.ts <folder>, with an IPC channel; AWS_REGION and AWS_ACCOUNT_ID say what ARNs are made of.
 */
import { EventEmitter } from "node:events";
import { mkdirSync } from "node:fs";
import dynalite from "dynalite";
import { AwsError } from "../../wire/aws-error.ts";
import { type AdmittedCall, admitCall } from "./admit-call.ts";
import type { EngineCall, EngineReport } from "./engine-messages.ts";

const [, , folder = ""] = process.argv;
const { AWS_REGION: region = "", AWS_ACCOUNT_ID: accountId = "" } = process.env;
const waiting: EngineCall[] = [];
let busy = false;

process.on("uncaughtException", (error) => {
  report({ kind: "failure", error: `${error.name}: ${error.message}` }, () => process.exit(1));
});
// LevelDB's error says less about a folder that cannot be created.
mkdirSync(folder, { recursive: true });
const handler = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, path: folder });

process.on("message", (call: EngineCall) => {
  waiting.push(call);
  if (!busy) {
    next();
  }
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the lab, which ends in order and then closes the channel.
for (const signal of ["SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {});
}

function next(): void {
  const call = waiting.shift();
  busy = call !== undefined;
  if (call !== undefined) {
    answer(call);
  }
}

function answer(call: EngineCall): void {
  try {
    hand(call, admitCall(call.operation, call.body, { region, accountId }));
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    report({ kind: "refusal", id: call.id, code: error.code, message: error.message });
    setImmediate(next);
  }
}

/** Passes a call to dynalite's request handler, without a socket in between. */
function hand({ id, operation }: EngineCall, { body, answerFor }: AdmittedCall): void {
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

report({ kind: "ready" });
