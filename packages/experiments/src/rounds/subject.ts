import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Action } from "@soft-landing/shared/experiment";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { closePlace, type Place } from "../place/place.ts";

/** One build under test in one round. */
export interface Subject {
  /** The build's name. */
  id: string;
  place: Place;
  /** Does something to the running stack; resolves, when it is in force, with what it hit (an instance or zone), if it hits a part only. */
  perform(action: Action): Promise<string | undefined>;
  /** Facts about the stack beyond what AWS's API tells. */
  extraSettings: Record<string, string | number | boolean>;
  stop(): Promise<void>;
}

/** True for what a deployed stack's own API can do; everything else only the lab can make. */
export function possibleOnAws(action: Action): boolean {
  return action.action === "set-parameter";
}

/** Carries actions out on a deployed stack, by AWS's API. */
function performOnAws({ aws, outputs }: Place): Subject["perform"] {
  return async (action) => {
    if (action.action !== "set-parameter") {
      throw new UserMistake(`Only the lab can do ${action.action}.`, "Leave out --aws.");
    }
    await aws.parameters.send(
      new PutParameterCommand({
        Name: outputs.switchParameterName,
        Value: action.value,
        Overwrite: true,
      }),
    );
    return undefined;
  };
}

/** A deployed stack for a round; `stop()` puts the switch back. */
export async function awsSubject(id: string, place: Place): Promise<Subject> {
  const Name = place.outputs.switchParameterName;
  const { Parameter } = await place.aws.parameters.send(new GetParameterCommand({ Name }));
  const original = Parameter?.Value ?? "true";
  const perform = performOnAws(place);
  return {
    id,
    place,
    perform,
    extraSettings: {},
    async stop() {
      await perform({ action: "set-parameter", value: original });
      closePlace(place);
    },
  };
}
