import { type Place, type Service, service } from "../../service.ts";
import { createEmbeddedDynalite, dynaliteOperations } from "./embedded-dynalite.ts";
import { tableItemResource, tableResource } from "./table-resources.ts";

export interface DynamoDbState {
  /** One of DynamoDB's own calls. @throws Error with DynamoDB's message where it is refused */
  call(operation: string, input: object): Promise<unknown>;
  /** The tables that a program has declared, each with its declared items' keys by resource id. */
  tables: Map<string, { items: Map<string, Record<string, unknown>> }>;
}

/** DynamoDB: dynalite answers the calls; a program's tables and items are made through the same calls as any client's. */
export function createDynamoDb(place: Place): Service {
  const dynalite = createEmbeddedDynalite(place);

  async function call(operation: string, input: object): Promise<unknown> {
    const { statusCode, body } = await dynalite.answer({
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "x-amz-date": "20260101T000000Z",
        authorization: "AWS4-HMAC-SHA256 Credential=region, SignedHeaders=host, Signature=none",
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    if (statusCode !== 200) {
      throw new Error(`DynamoDB refuses ${operation}: ${body}`);
    }
    return JSON.parse(String(body));
  }

  return service<DynamoDbState>({
    model: {
      name: "dynamodb",
      namespace: "com.amazonaws.dynamodb",
      target: "DynamoDB_20120810",
      version: "2012-08-10",
      xmlNamespace: "http://dynamodb.amazonaws.com/doc/2012-08-10/",
      awsQueryCompatible: false,
    },
    state: { call, tables: new Map() },
    operations: [],
    engine: { operations: dynaliteOperations, answer: (request) => dynalite.answer(request) },
    resources: [tableResource, tableItemResource],
  });
}
