import type { StackStatus } from "@soft-landing/experiments/place/stack-status";
import { terminalTable } from "@soft-landing/experiments/report/terminal-table";
import type { Disturbance, LabSnapshot } from "@soft-landing/shared/lab-api";
import pc from "picocolors";
import { trustLines } from "./trust-text.ts";

/** The part of a status that only a lab has. */
export interface LabPart
  extends Pick<
    LabSnapshot,
    "pid" | "consoleUrl" | "awsEndpointUrl" | "startedAt" | "deployment" | "zonesDown" | "faults"
  > {
  /** The authority that issued the certificates of pages over HTTPS. */
  certificateFile: string;
  disturbances: Disturbance[];
}

/** A stack's status as text. */
export function statusText(status: StackStatus, lab: LabPart | null): string {
  const lines = [
    `${pc.bold("Stack")} ${status.stack}, build ${pc.bold(status.build)}, ${status.region}`,
    `  Page          ${status.pageUrl}`,
    ...(lab === null ? [] : trustLines(status.pageUrl, lab.certificateFile)),
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
    ...(deployment === null
      ? []
      : [`  Update        ${deployment.message.replaceAll(/\n */g, `\n${" ".repeat(16)}`)}`]),
    ...disturbances.map(
      ({ words, hits }) => `  Disturbance   ${words}${hits === null ? "" : ` (${hits} calls hit)`}`,
    ),
  ];
}

function targetTable({ targets, autoScalingGroup }: StackStatus): string {
  const rows = targets.map(({ id, availabilityZone, state, reason, description }) => {
    const member = autoScalingGroup.instances.find((instance) => instance.id === id);
    const group = member === undefined ? "leaving" : `${member.lifecycleState}, ${member.healthStatus}`;
    return [id, availabilityZone ?? "", state, description ?? reason ?? "", group];
  });
  return rows.length === 0
    ? "  none"
    : terminalTable({ head: ["instance", "zone", "target", "reason", "group"], rows });
}

function countTable({ counts }: StackStatus): string {
  const shown = (count: number | undefined) => (count === undefined ? "no data" : String(count));
  const { elb4xx, elb5xx, elb502, elb503, elb504, target2xx, target4xx, target5xx, requestCount } = counts;
  return terminalTable({
    head: ["made by", "requests", "2XX", "4XX", "5XX", "502", "503", "504"],
    rows: [
      ["load balancer", shown(requestCount), "", ...[elb4xx, elb5xx, elb502, elb503, elb504].map(shown)],
      ["targets", "", ...[target2xx, target4xx, target5xx].map(shown), "", "", ""],
    ],
    rightAligned: [1, 2, 3, 4, 5, 6, 7],
  });
}
