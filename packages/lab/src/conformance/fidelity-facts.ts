import { operations } from "../stand-ins/aws-endpoint/operations.ts";
import { dynaliteOperations } from "../stand-ins/dynamodb/embedded-dynalite.ts";
import { checks } from "./checks/registry.ts";
import type { FidelityFacts } from "./fidelity-document.ts";
import { standInFidelities } from "./fidelity-rows.ts";

/** Everything that docs/fidelity.md is made from, out of the registries. */
export function fidelityFacts(): FidelityFacts {
  const own = Map.groupBy(operations, ({ service }) => service);
  const calls = new Map<string, string[]>([["dynamodb", [...dynaliteOperations]]]);
  for (const [service, list] of own)
    calls.set(
      service,
      list.map(({ schema }) => schema[2]),
    );
  return { fidelities: standInFidelities, checks, calls };
}
