import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import type { Action, DisturbanceKind } from "../disturbance.ts";

const parameters = z.strictObject({
  value: z.string().min(1).max(4096).meta({
    description: "such as true or false",
    expects: "a value of 1 to 4096 characters",
  }),
});

/** The switch in Parameter Store. */
const setParameter: Action<typeof parameters> = {
  name: "set-parameter",
  command: "param set <value>",
  ofStack: true,
  title: "Set the switch",
  description: "Set the switch. With any value except `true`, every read of the table fails.",
  parameters,
  perform(lab, { value }) {
    const { parameterName: name, stack } = lab.serving();
    if (name === undefined) {
      throw new UserMistake(`Stack ${stack.name} has no parameter.`);
    }
    const version = lab.region.services.ssm.parameters.put(name, value);
    lab.changes.notify();
    return { words: `${name} is ${value} (version ${version}).` };
  },
  async performOnAws({ aws, outputs }, { value }) {
    const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
    const Name = outputs.switchParameterName;
    await aws.parameters.send(new PutParameterCommand({ Name, Value: value, Overwrite: true }));
  },
};

export default { act: setParameter } satisfies DisturbanceKind;
