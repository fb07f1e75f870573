/** An error as it stands in logs and diagnostics. */
export interface DescribedError {
  name: string;
  message: string;
}

/** What was thrown, in two strings. Node's plain errors go by their code (ECONNRESET), which says more than `Error`. */
export function describeError(thrown: unknown): DescribedError {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message } = thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : name;
  return { name: name === "Error" ? code : name, message };
}
