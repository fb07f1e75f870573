import { type Service, service } from "../../service.ts";
import type { DynamoDbEngine } from "./engine.ts";
import { honouredMembers } from "./honoured-members.ts";
import { judgedResource } from "./judged-resource.ts";
import { tableItemResource, tableResource } from "./table-resources.ts";

export interface DynamoDbState {
  /** One of DynamoDB's own calls. @throws Error with DynamoDB's message if the call is refused */
  call(operation: string, input: object): Promise<unknown>;
  /** The tables that a program has declared, each with its declared items' keys by resource id. */
  tables: Map<string, { items: Map<string, Record<string, unknown>> }>;
}

export interface DynamoDb extends Service {
  /** Starts the engine's process before the first call needs it. */
  start(): void;
}

/**
 * DynamoDB: its engine answers the calls. A program's tables and items are created through the same calls as
 * any client's.
 */
export function createDynamoDb(engine: DynamoDbEngine): DynamoDb {
  async function call(operation: string, input: object): Promise<unknown> {
    const { statusCode, body } = await engine.answer(operation, JSON.stringify(input));
    if (statusCode !== 200) {
      throw new Error(`DynamoDB refuses ${operation}: ${body}`);
    }
    return JSON.parse(String(body));
  }

  const dynamoDb = service<DynamoDbState>({
    model: {
      name: "dynamodb",
      protocols: ["json"],
      namespace: "com.amazonaws.dynamodb",
      target: "DynamoDB_20120810",
      version: "2012-08-10",
      xmlNamespace: "http://dynamodb.amazonaws.com/doc/2012-08-10/",
      awsQueryCompatible: false,
    },
    state: { call, tables: new Map() },
    operations: [],
    engine: {
      operations: new Set(Object.keys(honouredMembers)),
      answer: (operation, body) => engine.answer(operation, body.toString("utf8")),
      resource: (body, place) => judgedResource(body.toString("utf8"), place),
    },
    resources: [tableResource, tableItemResource],
    close: () => engine.close(),
  });
  return { ...dynamoDb, start: () => engine.start() };
}
