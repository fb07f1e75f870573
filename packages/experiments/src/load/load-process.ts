import { generateLoad } from "./load-generator.ts";
import type { LoadPlan } from "./load-plan.ts";
import { watchMachine } from "./machine-watch.ts";
import type { LoadProcessMessage } from "./run-load.ts";

/**
 * The load generator as a process of its own, started by run-load.ts, so that no lab's work delays its timers. Takes one
 * plan as a message, answers with progress and one result, and ends with its parent.
 */
const stop = new AbortController();
process.once("disconnect", () => process.exit());
process.on("SIGINT", () => {});
process.once("message", (plan: LoadPlan) => void run(plan));

async function run(plan: LoadPlan): Promise<void> {
  const machineUse = watchMachine();
  try {
    const samples = await generateLoad(plan, (progress) => tell({ kind: "progress", progress }), stop.signal);
    tell({ kind: "result", samples, machine: machineUse() });
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: LoadProcessMessage): void {
  process.send?.(message);
}
