import { type Fault, faultSchema } from "@soft-landing/shared/lab-api";
import { z } from "zod";
import type { RunningLab } from "../../running/running-lab.ts";
import type { Action, DisturbanceKind } from "../disturbance.ts";
import { checkOperation, instanceOf, NothingSuch, zoneOf } from "../selectors.ts";

const addFault: Action<typeof faultSchema> = {
  name: "add-fault",
  command: "fault set",
  title: "Add a fault",
  description: "Make the AWS endpoint answer calls with an error, late, or never.",
  parameters: faultSchema,
  presets: [
    {
      title: "The table is slow",
      parameters: { service: "dynamodb", operation: "GetItem", latencyMs: 1000 },
    },
    { title: "The table hangs", parameters: { service: "dynamodb", operation: "GetItem", hang: true } },
    {
      title: "The table throttles",
      parameters: { service: "dynamodb", error: { code: "ThrottlingException" } },
    },
    {
      title: "Access to the table is denied",
      parameters: { service: "dynamodb", error: { code: "AccessDeniedException" } },
    },
    {
      title: "Parameter Store is down",
      parameters: { service: "ssm", error: { code: "InternalServerError" } },
    },
  ],
  perform(lab, fault) {
    checkFault(lab, fault);
    const [added] = lab.region.faults.add([fault]);
    lab.changes.notify();
    return { words: `Fault ${added?.id} is set: ${faultWords(added ?? fault)}.` };
  },
};

const clearParameters = z.strictObject({
  ids: z.array(z.string()).optional().meta({ description: "fault IDs from `pnpm lab fault list`" }),
});

const clearFaults: Action<typeof clearParameters> = {
  name: "clear-faults",
  command: "fault clear [ids...]",
  title: "Clear faults",
  description: "Remove the named faults, or all of them. Calls that hang continue.",
  parameters: clearParameters,
  perform(lab, { ids }) {
    const named = ids === undefined || ids.length === 0 ? undefined : ids;
    checkIds(lab, named ?? []);
    lab.region.faults.remove(named);
    lab.changes.notify();
    return { words: named === undefined ? "All faults are cleared." : `Cleared ${named.join(", ")}.` };
  },
};

/** @throws NothingSuch that names the unknown IDs */
function checkIds(lab: RunningLab, ids: readonly string[]): void {
  const known = lab.region.faults.list().map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new NothingSuch(
      `There is no fault ${unknown.join(", ")}.`,
      known.length === 0 ? "No faults are set." : `The faults are ${known.join(", ")}.`,
    );
  }
}

/** @throws NothingSuch if the fault names an instance, zone or operation that does not exist */
export function checkFault(lab: RunningLab, { service, operation, target }: Fault): void {
  checkOperation(lab, service, operation);
  if (target?.instance !== undefined) {
    instanceOf(lab, target);
  }
  if (target?.availabilityZone !== undefined) {
    zoneOf(lab, { zone: target.availabilityZone });
  }
}

/** A fault in words, such as `dynamodb GetItem from zone us-east-1a: 250 ms later, for 50 % of the calls`. */
function faultWords(fault: Fault): string {
  const { service, operation, probability, error, latencyMs, latencyJitterMs, hang, target } = fault;
  const calls = [
    service ?? (operation === undefined ? "every call" : undefined),
    operation,
    target?.instance && `from ${target.instance}`,
    target?.availabilityZone && `from zone ${target.availabilityZone}`,
  ];
  const effects = [
    error && `${error.code} (HTTP ${error.statusCode})`,
    latencyMs !== undefined && `${latencyMs} ms later${latencyJitterMs ? ` ± ${latencyJitterMs} ms` : ""}`,
    hang && "no answer",
    probability < 1 && `for ${Math.round(probability * 100)} % of the calls`,
  ];
  return `${calls.filter(Boolean).join(" ")}: ${effects.filter(Boolean).join(", ")}`;
}

/** Faults on the AWS endpoint, as callers of AWS would see them. */
export default {
  act: addFault,
  undo: clearFaults,
  inForce: (lab) =>
    lab.region.faults.list().map((fault) => ({
      id: fault.id,
      words: faultWords(fault),
      subject: fault.target?.instance ?? fault.target?.availabilityZone ?? null,
      hits: fault.effectCount,
      undoParameters: { ids: [fault.id] },
    })),
} satisfies DisturbanceKind;
