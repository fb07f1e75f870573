/** The messages between the region and its DynamoDB process, over their channel. The first one opens the tables. */
export type EngineMessage = ({ kind: "open" } & EnginePlace) | ({ kind: "call" } & EngineCall);

export interface EnginePlace {
  region: string;
  accountId: string;
  /** It contains the tables. */
  folder: string;
}

export interface EngineCall {
  id: number;
  operation: string;
  /** DynamoDB JSON. */
  body: string;
}

export type EngineReport =
  | { kind: "ready" }
  | { kind: "answer"; id: number; statusCode: number; body: string }
  | { kind: "refusal"; id: number; code: string; message: string }
  /** The process ends afterwards. */
  | { kind: "failure"; error: string };
