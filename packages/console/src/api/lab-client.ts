import { apiErrorSchema } from "@soft-landing/shared/lab-api";
import { config, type z } from "zod";

// The console's CSP forbids eval; without this, zod tries it once and the browser reports a violation.
config({ jitless: true });

/** The lab's refusal, in the lab's words, with the remedy. */
export class LabRefusal extends Error {
  readonly remedy: string | undefined;
  constructor(message: string, remedy?: string) {
    super(message);
    this.name = "LabRefusal";
    this.remedy = remedy;
  }
}

/** The path of a call for one stack of the lab. */
export function ofStack(path: string, { stack }: { stack: string }): string {
  return `${path}?stack=${encodeURIComponent(stack)}`;
}

/**
 * Reads and validates. Throws {@link LabRefusal} if the lab does not answer, refuses, or answers in another
 * shape.
 */
export async function readLab<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return validated(schema, await call(path, { method: "GET" }), path);
}

/** Writes JSON. Resolves with the lab's answer, which is not validated if there is no schema. */
export async function writeLab<S extends z.ZodType = z.ZodUnknown>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body: unknown,
  schema?: S,
): Promise<z.output<S>> {
  const answer = await call(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return schema === undefined ? (answer as z.output<S>) : validated(schema, answer, path);
}

async function call(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { Accept: "application/json", ...init.headers } });
  } catch {
    throw new LabRefusal("The lab does not answer.", "Is it still running? Start it with: pnpm lab");
  }
  const text = await response.text();
  const answer = parsed(text);
  if (response.ok) {
    return answer;
  }
  const refusal = apiErrorSchema.safeParse(answer);
  if (refusal.success) {
    throw new LabRefusal(refusal.data.error, refusal.data.remedy);
  }
  throw new LabRefusal(`The lab answered ${response.status} to ${path}.`);
}

function parsed(text: string): unknown {
  if (text === "") {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function validated<S extends z.ZodType>(schema: S, answer: unknown, path: string): z.output<S> {
  const result = schema.safeParse(answer);
  if (result.success) {
    return result.data;
  }
  throw new LabRefusal(
    `The lab's answer to ${path} is not what this page expects: ${firstIssue(result.error)}`,
  );
}

export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "unknown" : `${issue.path.join(".") || "(whole)"}: ${issue.message}`;
}
