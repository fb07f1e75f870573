import { type ForkedProcess, forkBenchProcess, nextMessage } from "../bench-process.ts";

/** How the canned AWS endpoint is to treat reads of the table. */
export type TableOrder = { kind: "answer"; latencyMs: number } | { kind: "hang" } | { kind: "fail" };

export function startCannedAws(): Promise<ForkedProcess> {
  return forkBenchProcess(new URL("canned-aws-process.ts", import.meta.url));
}

/** Tells the endpoint how to treat reads of the table from now on. */
export async function orderCannedAws({ child }: ForkedProcess, order: TableOrder): Promise<void> {
  const done = nextMessage(child);
  child.send(order);
  await done;
}
