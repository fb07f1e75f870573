import type { Place } from "@soft-landing/experiments/place/place";
import type { ActionOutcome, Disturbance } from "@soft-landing/shared/lab-api";
import type { z } from "zod";
import type { RunningLab } from "../running/running-lab.ts";

/**
 * Something that can be done to a running lab: by a command, a call of the control API, a form, or a step of
 * an experiment.
 */
export interface Action<Parameters extends z.ZodObject = z.ZodObject> {
  /** Its name in the control API and in experiments, such as `kill-instance`. */
  name: string;
  /**
   * The command with its arguments, such as `kill <instance>`. An argument has the name of its parameter.
   * Absent if another command does this and more.
   */
  command?: string;
  /**
   * Whether it is about one stack, so that its command has `--stack`. Absent if it is about the region, or
   * names something that exists once.
   */
  ofStack?: true;
  /** The text of its button. */
  title: string;
  description: string;
  /**
   * The metadata of its members: `description`, `option` on the command line, what it `expects`, and what it
   * selects (`selector`).
   */
  parameters: Parameters;
  presets?: readonly { title: string; parameters: z.input<Parameters> }[];
  /**
   * Resolves when it has taken effect.
   *
   * @throws NothingSuch if it names something that does not exist, UserMistake if it is not possible
   */
  perform(lab: RunningLab, parameters: z.output<Parameters>): ActionOutcome | Promise<ActionOutcome>;
  /** Does the same to a deployed stack through AWS's API; absent if only the lab can do it. */
  performOnAws?(place: Place, parameters: z.output<Parameters>): Promise<void>;
}

/** An active disturbance that can be undone. */
export interface InForce extends Omit<Disturbance, "id" | "action" | "undo"> {
  /** By default the action and its subject. */
  id?: string;
  undoParameters: Record<string, unknown>;
}

/** One kind of disturbance: each file of `kinds/` exports one. */
export interface DisturbanceKind {
  act: Action;
  /** Absent if there is nothing to undo. */
  undo?: Action;
  /** The active disturbances of this kind, set by any client. */
  inForce?(lab: RunningLab): InForce[];
}
