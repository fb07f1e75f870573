import { actionOutcomeSchema } from "@soft-landing/shared/lab-api";
import { ofStack, writeLab } from "./lab-client.ts";

/** Asks the lab to carry out one of its actions. Resolves with the lab's description of the result. */
export async function carryOutAction(
  action: string,
  parameters: Readonly<Record<string, unknown>>,
  lab: { stack: string },
): Promise<string> {
  const path = ofStack(`/api/disturbances/${encodeURIComponent(action)}`, lab);
  return (await writeLab("POST", path, parameters, actionOutcomeSchema)).words;
}
