/** What the region and its DynamoDB process tell each other over their channel. */
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
  /** The process ends after it. */
  | { kind: "failure"; error: string };
