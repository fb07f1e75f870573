import type { Action, DisturbanceKind } from "../disturbance.ts";
import { instanceOf, instanceParameters } from "../selectors.ts";

const kill: Action<typeof instanceParameters> = {
  name: "kill-instance",
  command: "kill <instance>",
  title: "Kill an instance",
  description: "Terminate an instance. Its Auto Scaling group then launches another one.",
  parameters: instanceParameters,
  perform(lab, given) {
    const { instanceId } = instanceOf(lab, given);
    lab.region.fleet.kill(instanceId);
    return {
      words: `Instance ${instanceId} is terminated. Its Auto Scaling group launches another one.`,
      subject: instanceId,
    };
  },
};

export default { act: kill } satisfies DisturbanceKind;
