import pc from "picocolors";
import type { RunningLab } from "../realise/running-lab.ts";

/** What `up` prints when the page answers. */
export function readyText(lab: RunningLab): string {
  const { record } = lab;
  const { plan } = lab.deployments.serving();
  const zones = plan.group.availabilityZones.join(", ");
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
    `${pc.bold("Soft Landing")}  stack ${plan.stack}, build ${pc.bold(plan.build)}, ${plan.group.desiredCapacity} instances in ${zones}`,
    "",
    `  Page          ${pc.cyan(record.pageUrl)}`,
    `  Console       ${pc.cyan(record.consoleUrl)}`,
    `  AWS endpoint  ${pc.cyan(record.awsEndpointUrl)}`,
    ...(plan.https ? ["", "  On AWS this stack serves HTTPS; the lab serves it over HTTP."] : []),
    "",
    "Try next, in another terminal:",
    ...tries.map(([command, effect]) => `  ${pc.bold(command.padEnd(width))}  ${pc.dim(effect)}`),
    "",
    pc.dim("Ctrl-C ends the lab and everything it started."),
    "",
    "",
  ].join("\n");
}
