import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Disturbance, Disturbances } from "@soft-landing/shared/lab-api";
import { z } from "zod";
import type { RunningLab } from "../running/running-lab.ts";
import { commandLineOf } from "./command-line.ts";
import type { Action, DisturbanceKind } from "./disturbance.ts";
import { endpointOperations, NothingSuch } from "./selectors.ts";

/**
 * Every file of `kinds/` is a kind of disturbance. The command line, the control API, its forms and
 * experiments use this list.
 */
const folder = join(import.meta.dirname, "kinds");
const kinds: readonly DisturbanceKind[] = await Promise.all(
  (await readdir(folder)).toSorted().map(async (file) => {
    const { default: kind } = (await import(join(folder, file))) as { default: DisturbanceKind };
    return kind;
  }),
);

export const actions: readonly Action[] = kinds.flatMap(({ act, undo }) =>
  undo === undefined ? [act] : [act, undo],
);

/** @throws NothingSuch that names the known actions */
export function actionNamed(name: string): Action {
  const found = actions.find((action) => action.name === name);
  if (found !== undefined) {
    return found;
  }
  const names = actions.map((action) => action.name).join(", ");
  throw new NothingSuch(`There is no action ${name}.`, `The actions are ${names}.`);
}

/** What a step of an experiment may do. */
export const experimentActionSchema = unionOf(
  actions.map(({ name, parameters }) => parameters.safeExtend({ action: z.literal(name) })),
);

function unionOf([first, ...others]: z.ZodObject<{ action: z.ZodLiteral<string> }>[]) {
  if (first === undefined) {
    throw new Error("there is no kind of disturbance");
  }
  const unknown = `there is no such action; the actions are ${actions.map(({ name }) => name).join(", ")}`;
  const error = ({ code }: { code: string }) => (code === "invalid_union" ? unknown : undefined);
  return z.discriminatedUnion("action", [first, ...others], { error });
}

/** The active disturbances, set by any client. */
export function disturbancesInForce(lab: RunningLab): Disturbance[] {
  return kinds.flatMap(({ act, undo, inForce }) => {
    if (undo === undefined || inForce === undefined) {
      return [];
    }
    return inForce(lab).map(({ undoParameters, ...found }) => ({
      id: `${act.name} ${found.subject}`,
      action: act.name,
      ...found,
      undo: {
        action: undo.name,
        parameters: undoParameters,
        command: commandLineOf(undo, undoParameters) ?? "",
      },
    }));
  });
}

/** The actions and the active disturbances, for forms. */
export function describeDisturbances(lab: RunningLab): Disturbances {
  return {
    actions: actions.map(({ name, title, description, command, parameters, presets = [] }) => ({
      name,
      title,
      description,
      command: command === undefined ? null : `pnpm lab ${command}`,
      parameters: z.toJSONSchema(parameters, { io: "input" }),
      presets: [...presets],
    })),
    inForce: disturbancesInForce(lab),
    operations: endpointOperations(lab),
  };
}
