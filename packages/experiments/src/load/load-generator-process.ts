import { generateLoad } from "./load-generator.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { LoadProcessMessage } from "./load-process.ts";
import { watchMachine } from "./machine-watch.ts";

/**
 * The load generator in its own process, so that no lab delays its timers. Takes one plan after the other as
 * messages, answers each with progress and one result, and ends with its parent.
 */
const never = new AbortController();
process.once("disconnect", () => process.exit());
process.on("SIGINT", () => {});
process.on("message", (plan: LoadPlan) => void run(plan));

async function run(plan: LoadPlan): Promise<void> {
  const machineUse = watchMachine();
  try {
    const samples = await generateLoad(
      plan,
      (progress) => tell({ kind: "progress", progress }),
      never.signal,
    );
    tell({ kind: "result", result: { samples, machine: machineUse() } });
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: LoadProcessMessage): void {
  process.send?.(message);
}
