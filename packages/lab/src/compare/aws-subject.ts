import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { closePlace, type Place } from "@soft-landing/experiments/place/place";
import type { Subject } from "@soft-landing/experiments/rounds/run-round";
import type { Action, Experiment } from "@soft-landing/shared/experiment";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { actionNamed } from "../disturbances/registry.ts";

/** A stack for a round that changes only through AWS's API. `stop()` restores the switch. */
export async function awsSubject(id: string, place: Place): Promise<Subject> {
  const Name = place.outputs.switchParameterName;
  const { Parameter } = await place.aws.parameters.send(new GetParameterCommand({ Name }));
  const original = Parameter?.Value ?? "true";
  return {
    id,
    place,
    perform: (action) => performOnAws(place, action),
    extraSettings: {},
    async stop() {
      await performOnAws(place, { action: "set-parameter", value: original });
      closePlace(place);
    },
  };
}

async function performOnAws(place: Place, { action: name, ...parameters }: Action): Promise<undefined> {
  const action = actionNamed(name);
  if (action.performOnAws === undefined) {
    throw new UserMistake(
      `${name} works only in a lab that compare starts.`,
      "Leave out --aws or --running.",
    );
  }
  await action.performOnAws(place, action.parameters.parse(parameters));
}

/** A sentence that says why an experiment cannot run on stacks side by side; undefined if it can. */
export function labOnlyReason(
  { name, method, rollbacks }: Experiment,
  where: "on AWS" | "in this lab",
): string | undefined {
  const steps = [...method, ...rollbacks].map((step) => step.do.action);
  const labOnly = new Set(steps.filter((action) => actionNamed(action).performOnAws === undefined));
  return labOnly.size === 0
    ? undefined
    : `${name} skipped ${where}: it needs a lab that compare starts, for ${[...labOnly].join(", ")}.`;
}
