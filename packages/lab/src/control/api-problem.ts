import { z } from "zod";

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

/** A body in the contract's shape. @throws ApiProblem 400 that lists every mistake in it */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  throw new ApiProblem(400, `The body does not fit this call.\n${z.prettifyError(parsed.error)}`);
}
