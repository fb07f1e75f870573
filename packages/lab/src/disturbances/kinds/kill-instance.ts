import type { Action, DisturbanceKind } from "../disturbance.ts";
import { instanceOf, instanceParameters } from "../selectors.ts";

const kill: Action<typeof instanceParameters> = {
  name: "kill-instance",
  command: "kill <instance>",
  title: "Kill an instance",
  description: "Terminate an instance under its group, which then launches another.",
  parameters: instanceParameters,
  perform(lab, given) {
    const { instanceId } = instanceOf(lab, given);
    lab.region.fleet.kill(instanceId);
    return {
      words: `Instance ${instanceId} is terminated; its group launches another.`,
      subject: instanceId,
    };
  },
};

export default { act: kill } satisfies DisturbanceKind;
