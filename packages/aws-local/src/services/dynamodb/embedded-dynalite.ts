/// <reference path="./dynalite.d.ts" />
import { EventEmitter } from "node:events";
import { crc32 } from "node:zlib";
import dynalite from "dynalite";
import type { WireAnswer } from "../../wire/protocols/wire-protocol.ts";
import { AwsError } from "../../wire/wire-error.ts";

/** A DynamoDB request whose body has been read. */
export interface DynamoDbRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** dynalite in this process: no port, no hop. */
export interface EmbeddedDynalite {
  answer(request: DynamoDbRequest): Promise<WireAnswer>;
}

/** The operations of `DynamoDB_20120810` that dynalite knows. */
export const dynaliteOperations: ReadonlySet<string> = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
]);

/**
 * Hands requests straight to dynalite's request handler. It gets stand-ins for request and response instead of the
 * socket's own: dynalite rethrows a request's `error` event, so that a client which hangs up in the middle would end the lab.
 */
export function createEmbeddedDynalite(place: { region: string; accountId: string }): EmbeddedDynalite {
  const handler = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const labArns = `arn:aws:dynamodb:${place.region}:${place.accountId}:table/`;

  return {
    async answer({ headers, body }) {
      // Of JSON that is no object dynalite takes members all the same.
      if (!/^\s*\{/.test(body.toString("latin1", 0, 64))) {
        throw new AwsError("SerializationException", "The request body is not a JSON object.");
      }
      return new Promise((resolve) => {
        const request = Object.assign(new EventEmitter(), { method: "POST", url: "/", headers });
        const answer: WireAnswer = { statusCode: 200, headers: {}, body: "" };
        const response = {
          set statusCode(statusCode: number) {
            answer.statusCode = statusCode;
          },
          setHeader(name: string, value: string | number) {
            answer.headers[name] = String(value);
          },
          end(text = "") {
            resolve(
              isAboutTables(headers)
                ? withArnsOf(labArns, { ...answer, body: text })
                : { ...answer, body: text },
            );
          },
        };
        handler.emit("request", request, response);
        request.emit("data", body);
        request.emit("end");
      });
    },
  };
}

function isAboutTables(headers: DynamoDbRequest["headers"]): boolean {
  return /\.\w*(Table|Tags|Resource)\w*$/.test(String(headers["x-amz-target"] ?? ""));
}

/** dynalite takes account and Region from the process's environment, which is the person's and not the stack's. */
function withArnsOf(labArns: string, answer: WireAnswer): WireAnswer {
  const body = String(answer.body).replaceAll(/arn:aws:dynamodb:[\w-]+:\d*:table\//g, labArns);
  const headers = {
    ...answer.headers,
    "Content-Length": String(Buffer.byteLength(body)),
    "x-amz-crc32": String(crc32(body)),
  };
  return { ...answer, headers, body };
}
