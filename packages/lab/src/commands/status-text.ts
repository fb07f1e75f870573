import type { StackStatus } from "@soft-landing/experiments/place/stack-status";
import type { Disturbance, LabSnapshot } from "@soft-landing/shared/lab-api";
import Table from "cli-table3";
import pc from "picocolors";

/** What only a lab has. */
export interface LabPart
  extends Pick<
    LabSnapshot,
    "pid" | "consoleUrl" | "awsEndpointUrl" | "startedAt" | "deployment" | "zonesDown" | "faults"
  > {
  disturbances: Disturbance[];
}

/** A stack's status for a person. */
export function statusText(status: StackStatus, lab: LabPart | null): string {
  const lines = [
    `${pc.bold("Stack")} ${status.stack}, build ${pc.bold(status.build)}, ${status.region}`,
    `  Page          ${status.pageUrl}`,
    ...(lab === null ? [] : labLines(lab)),
    `  Switch        ${status.parameter.name} = ${pc.bold(status.parameter.value)} (version ${status.parameter.version})`,
    ...(lab === null ? [] : eventLines(lab)),
    "",
    `${pc.bold("Targets")} of the load balancer`,
    targetTable(status),
    "",
    `${pc.bold("Counted")} by the load balancer ${lab === null ? "in the last hour" : "since the lab started"}`,
    countTable(status),
  ];
  return `${lines.join("\n")}\n`;
}

function labLines(lab: LabPart): string[] {
  return [
    `  Console       ${lab.consoleUrl}`,
    `  AWS endpoint  ${lab.awsEndpointUrl}`,
    `  Process       ${lab.pid}`,
  ];
}

function eventLines({ deployment, disturbances }: LabPart): string[] {
  return [
    ...(deployment === null ? [] : [`  Update        ${deployment.message}`]),
    ...disturbances.map(
      ({ words, hits }) => `  Disturbed     ${words}${hits === null ? "" : ` (${hits} calls hit)`}`,
    ),
  ];
}

/** No colours of the library's own, and no line between rows. */
const plain = {
  style: { head: [], border: [] },
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
};

function targetTable({ targets, autoScalingGroup }: StackStatus): string {
  const table = new Table({ head: ["instance", "zone", "target", "reason", "group"], ...plain });
  for (const { id, availabilityZone, state, reason, description } of targets) {
    const member = autoScalingGroup.instances.find((instance) => instance.id === id);
    const group = member === undefined ? "leaving" : `${member.lifecycleState}, ${member.healthStatus}`;
    table.push([id, availabilityZone ?? "", state, description ?? reason ?? "", group]);
  }
  return targets.length === 0 ? "  none" : table.toString();
}

function countTable({ counts }: StackStatus): string {
  const shown = (count: number | undefined) => (count === undefined ? pc.dim("no data") : String(count));
  const table = new Table({
    head: ["made by", "requests", "2XX", "4XX", "5XX", "502", "503", "504"],
    ...plain,
  });
  const { elb4xx, elb5xx, elb502, elb503, elb504, target2xx, target4xx, target5xx, requestCount } = counts;
  table.push([
    "load balancer",
    shown(requestCount),
    "",
    ...[elb4xx, elb5xx, elb502, elb503, elb504].map(shown),
  ]);
  table.push(["targets", "", ...[target2xx, target4xx, target5xx].map(shown), "", "", ""]);
  return table.toString();
}
