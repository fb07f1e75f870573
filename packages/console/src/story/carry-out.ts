import { disturbancesSchema, type LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { carryOutAction } from "../api/carry-out-action.ts";
import { ofStack, readLab, writeLab } from "../api/lab-client.ts";
import type { NextStep } from "./acts.ts";

/** Does what the story's button says, to one stack or to several at once. */
export async function carryOut(next: NextStep, stacks: readonly LabSnapshot[]): Promise<void> {
  switch (next.kind) {
    case "break":
      await Promise.all(stacks.map((lab) => setSwitch(lab, "false")));
      return;
    case "bring":
      await Promise.all(
        stacks.map((lab) => writeLab("POST", ofStack("/api/switch", lab), { build: next.build })),
      );
      return;
    case "restore":
      await restore(stacks);
  }
}

const setSwitch = (lab: LabSnapshot, value: string) =>
  writeLab("POST", ofStack("/api/parameter", lab), { value });

/** Undoes everything that is broken: the switches, and the disturbances in the lab that the stacks share. */
async function restore(stacks: readonly LabSnapshot[]): Promise<void> {
  const off = stacks.filter(({ parameter }) => parameter.value !== switchOnValue);
  await Promise.all(off.map((lab) => setSwitch(lab, switchOnValue)));
  const [first] = stacks;
  if (first === undefined || first.inForce === 0) {
    return;
  }
  const { inForce } = await readLab(ofStack("/api/disturbances", first), disturbancesSchema);
  for (const { undo } of inForce) {
    await carryOutAction(undo.action, undo.parameters, first);
  }
}
