import type { Place } from "@soft-landing/experiments/place/place";
import type { ActionOutcome, Disturbance } from "@soft-landing/shared/lab-api";
import type { z } from "zod";
import type { RunningLab } from "../running/running-lab.ts";

/** Something that can be done to a running lab: by a verb, a call of the control API, a form, or a step of an experiment. */
export interface Action<Parameters extends z.ZodObject = z.ZodObject> {
  /** In the control API and in experiments, such as `kill-instance`. */
  name: string;
  /**
   * The verb with its arguments, such as `kill <instance>`; an argument is named as its parameter. Absent where another verb
   * does this and more.
   */
  command?: string;
  /** Whether it is about one stack: its verb has `--stack`. Absent where it is about the region, or names what is there once. */
  ofStack?: true;
  /** On a button. */
  title: string;
  description: string;
  /** Metadata of its members: `description`, `option` on the command line, what it `expects`, and what it selects (`selector`). */
  parameters: Parameters;
  presets?: readonly { title: string; parameters: z.input<Parameters> }[];
  /**
   * Resolves when it is in force.
   *
   * @throws NothingSuch where it names what does not exist, UserMistake where it cannot be done
   */
  perform(lab: RunningLab, parameters: z.output<Parameters>): ActionOutcome | Promise<ActionOutcome>;
  /** Does the same to a deployed stack by AWS's API; absent where only the lab can do it. */
  performOnAws?(place: Place, parameters: z.output<Parameters>): Promise<void>;
}

/** Something in force that an undo takes back. */
export interface InForce extends Omit<Disturbance, "id" | "action" | "undo"> {
  /** By default the action and its subject. */
  id?: string;
  undoParameters: Record<string, unknown>;
}

/** One kind of disturbance: each file of `kinds/` exports one. */
export interface DisturbanceKind {
  act: Action;
  /** Absent where nothing is left to take back. */
  undo?: Action;
  /** What of this kind is in force now, set by any client. */
  inForce?(lab: RunningLab): InForce[];
}
