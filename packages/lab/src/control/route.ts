import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { RunningLab } from "../running/running-lab.ts";

export interface ApiRequest {
  /** Named groups of the path. */
  params: Readonly<Record<string, string | undefined>>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The JSON body of a writing call; undefined for GET. */
  body: unknown;
  /** True where the caller showed the token of the lab's state file. */
  authorised: boolean;
}

export type ApiAnswer =
  | { kind: "json"; status: number; json: unknown }
  | { kind: "bytes"; status: number; bytes: Buffer | string; headers: Record<string, string> }
  /** Takes the response over; its headers, the security headers but for the content type, are set already. */
  | { kind: "stream"; stream: (response: ServerResponse) => void };

/** One call of the control API: one file each, listed in routes/registry.ts. */
export interface Route {
  /** GET answers HEAD too. */
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** In URLPattern's syntax, such as `/api/zones/:zone/down`. */
  path: string;
  handle(request: ApiRequest, lab: RunningLab): ApiAnswer | Promise<ApiAnswer>;
}

/** An answer other than 2xx in the control API's shape. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly remedy: string | undefined;

  constructor(status: number, message: string, remedy?: string) {
    super(message);
    this.name = "ApiProblem";
    this.status = status;
    this.remedy = remedy;
  }
}

export function json(value: unknown, status = 200): ApiAnswer {
  return { kind: "json", status, json: value };
}

/** Runs `act`; a user's mistake in it becomes an answer with this status. */
export function refusingWith<Result>(status: number, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof UserMistake ? new ApiProblem(status, error.message, error.remedy) : error;
  }
}
