import { actionOutcomeSchema } from "@soft-landing/shared/lab-api";
import { ofStack, writeLab } from "./lab-client.ts";

/** Has the lab carry one of its actions out. Resolves with its own words on what came of it. */
export async function carryOutAction(
  action: string,
  parameters: Readonly<Record<string, unknown>>,
  lab: { stack: string },
): Promise<string> {
  const path = ofStack(`/api/disturbances/${encodeURIComponent(action)}`, lab);
  return (await writeLab("POST", path, parameters, actionOutcomeSchema)).words;
}
