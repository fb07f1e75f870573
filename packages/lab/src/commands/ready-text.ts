import pc from "picocolors";
import type { RunningLab } from "../running/running-lab.ts";

/** What `up` prints when the page answers. */
export function readyText(lab: RunningLab): string {
  const { record } = lab;
  const { build, group, pageUrl } = lab.serving();
  const { availabilityZones, desiredCapacity } = group.running.describe();
  const zones = availabilityZones.join(", ");
  const tries: [string, string][] = [
    ["pnpm lab param set false", "break the RecommendationService: the page turns into a 502"],
    ["pnpm lab switch error-handling", "bring the build that handles it, without a lost request"],
    ["pnpm lab param set true", "mend it: personal recommendations return"],
    ["pnpm lab status", "targets, counts, the switch"],
    ['eval "$(pnpm -s lab env)"', "point the AWS CLI and any AWS SDK at this lab"],
  ];
  const width = Math.max(...tries.map(([command]) => command.length));
  return [
    "",
    `${pc.bold("Soft Landing")}  stack ${record.stack}, build ${pc.bold(build)}, ${desiredCapacity} instances in ${zones}`,
    "",
    `  Page          ${pc.cyan(pageUrl)}`,
    `  Console       ${pc.cyan(record.consoleUrl)}`,
    `  AWS endpoint  ${pc.cyan(record.awsEndpointUrl)}`,
    "",
    "Try next, in another terminal:",
    ...tries.map(([command, effect]) => `  ${pc.bold(command.padEnd(width))}  ${pc.dim(effect)}`),
    "",
    pc.dim("Ctrl-C ends the lab and everything it started."),
    "",
    "",
  ].join("\n");
}

/** What `up --empty` prints. */
export function emptyText({ record }: RunningLab): string {
  return [
    "",
    `${pc.bold("Soft Landing")}  an empty lab in ${record.region}, for Pulumi`,
    "",
    `  Console       ${pc.cyan(record.consoleUrl)}`,
    `  AWS endpoint  ${pc.cyan(record.awsEndpointUrl)}`,
    "",
    "Type next, in another terminal:",
    `  ${pc.bold('eval "$(pnpm -s lab env)"')}`,
    `  ${pc.bold("cd packages/infra && pulumi stack init basic")}`,
    `  ${pc.bold("pulumi up")}`,
    "",
    pc.dim("Ctrl-C ends the lab, its stacks and their state."),
    "",
    "",
  ].join("\n");
}
