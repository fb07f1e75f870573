import { builds, isServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import pc from "picocolors";
import { pnpmCommand, shellHas } from "../program/shell-path.ts";
import type { RunningLab } from "../running/running-lab.ts";
import type { RunningLabRecord } from "../state/state-file.ts";
import { trustLines } from "./trust-text.ts";
import { twoColumns } from "./two-columns.ts";

/**
 * What `up` prints when the page answers.
 *
 * @param others the user's other labs: if there are any, commands need an option that chooses the lab
 */
export function readyText(lab: RunningLab, others: readonly RunningLabRecord[]): string {
  const { record } = lab;
  const { build, group, pageUrl } = lab.serving();
  const { availabilityZones, desiredCapacity } = group.running.describe();
  const zones = availabilityZones.join(", ");
  const which = others.length === 0 ? "" : ` --console-port ${record.consolePort}`;
  const tries: Try[] = [
    ...triesOf(build, which),
    [`eval "$(${pnpmCommand()} -s lab env${which})"`, "point the AWS CLI and any AWS SDK at this lab"],
  ];
  return [
    "",
    `${pc.bold("Soft Landing")}  stack ${record.stack}, build ${pc.bold(build)}, ${desiredCapacity} instances in ${zones}`,
    "",
    `  Page          ${pc.cyan(pageUrl)}`,
    ...trustLines(pageUrl, record.certificateFile),
    `  Console       ${pc.cyan(record.consoleUrl)}`,
    `  AWS endpoint  ${pc.cyan(record.awsEndpointUrl)}`,
    ...others.map(
      ({ consoleUrl, stack }) => `  Also running  ${stack ?? "a lab for Pulumi"}, console ${consoleUrl}`,
    ),
    "",
    "Try next, in another terminal:",
    ...twoColumns(tries, { first: pc.bold, second: pc.dim }).map((line) => `  ${line}`),
    "",
    pc.dim("Ctrl-C ends the lab and everything it started."),
    "",
    "",
  ].join("\n");
}

type Try = [command: string, effect: string];

/** The next steps of the story for a build: commands, and what each does. */
function triesOf(build: string, which: string): Try[] {
  const degrades = isServerBuild(build) ? builds[build].degrades : undefined;
  const other = serverBuilds.find((name) => builds[name].degrades !== (degrades ?? false));
  const broken = degrades ? ": all users get the same recommendation" : ": the page turns into a 502";
  const bring = degrades
    ? "switch to the build that does not handle it"
    : "switch to the build that handles it; no request is lost";
  const pnpm = pnpmCommand();
  return [
    [
      `${pnpm} lab param set false${which}`,
      `break the RecommendationService${degrades === undefined ? "" : broken}`,
    ],
    ...(other === undefined ? [] : [[`${pnpm} lab switch ${other}${which}`, bring] satisfies Try]),
    [`${pnpm} lab param set true${which}`, "turn it on again: personal recommendations return"],
    [`${pnpm} lab status${which}`, "show targets, counts and the switch"],
  ];
}

/** What `up --empty` prints. */
export function emptyText({ record }: RunningLab, others: readonly RunningLabRecord[]): string {
  const which = others.length === 0 ? "" : ` --console-port ${record.consolePort}`;
  return [
    "",
    `${pc.bold("Soft Landing")}  an empty lab in ${record.region}, for Pulumi`,
    "",
    `  Console       ${pc.cyan(record.consoleUrl)}`,
    `  AWS endpoint  ${pc.cyan(record.awsEndpointUrl)}`,
    "",
    "Type this in another terminal:",
    `  ${pc.bold(`eval "$(${pnpmCommand()} -s lab env${which})"`)}`,
    `  ${pc.bold("cd packages/infra && pulumi stack init basic")}`,
    `  ${pc.bold("pulumi up")}`,
    "",
    ...(shellHas("pulumi")
      ? []
      : ["The Pulumi CLI is not on your PATH. To install it: https://www.pulumi.com/docs/install/", ""]),
    pc.dim("Ctrl-C ends the lab, its stacks and their state."),
    "",
    "",
  ].join("\n");
}
