import type { Place } from "../../service.ts";

/** The messages between the region and its DynamoDB process, over their channel. The first one opens the tables. */
export type EngineMessage = EngineOpening | EngineCall;

export interface EngineOpening extends Place {
  kind: "open";
  /** It contains the tables. */
  folder: string;
}

export interface EngineCall {
  kind: "call";
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
