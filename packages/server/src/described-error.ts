/** An error as logs and diagnostics tell it. */
export interface DescribedError {
  name: string;
  message: string;
}

/** What was thrown, in two strings. A plain error of Node is named by its code (ECONNRESET), which says more than `Error`. */
export function describeError(thrown: unknown): DescribedError {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message } = thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : name;
  return { name: name === "Error" ? code : name, message };
}
