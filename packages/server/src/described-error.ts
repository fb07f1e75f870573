/** An error as logs and diagnostics show it. */
export interface DescribedError {
  name: string;
  message: string;
}

/** The system's own codes, such as ECONNRESET. Node's begin with ERR_. */
const systemCode = /^E[A-Z0-9]+$/;

/**
 * The error in two strings. The name of a plain error is its code, which says more than `Error`. The same is
 * true for an error of the system: the SDK calls a broken connection a `TimeoutError`.
 */
export function describeError(thrown: unknown): DescribedError {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message } = thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : name;
  return { name: name === "Error" || systemCode.test(code) ? code : name, message };
}
