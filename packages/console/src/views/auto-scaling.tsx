import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatClock, formatDuration } from "../format/times.ts";
import { Badge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Facts } from "../parts/facts.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { BuildSwitch } from "./build-switch.tsx";
import { InstanceActions } from "./instance-actions.tsx";

export default function AutoScalingView({ lab }: { lab: LabSnapshot }) {
  const group = lab.autoScalingGroup;
  return (
    <>
      <ViewHead title="Auto Scaling" sub={<code>{group.name}</code>} />
      <BuildSwitch lab={lab} />
      <Card title={`Instances (${group.instances.length})`} flush>
        <DataTable
          label="Instances"
          rows={group.instances}
          keyOf={({ id }) => id}
          empty="The group has no instances."
          columns={[
            { head: "Instance ID", cell: ({ id }) => <code>{id}</code> },
            { head: "Zone", cell: ({ availabilityZone }) => availabilityZone },
            { head: "Build", cell: ({ build }) => build },
            { head: "Lifecycle", cell: ({ lifecycleState }) => <Lifecycle state={lifecycleState} /> },
            {
              head: "Health",
              cell: ({ healthStatus, frozen, pid }) =>
                frozen ? (
                  <Badge tone="bad">Frozen</Badge>
                ) : healthStatus === "Unhealthy" ? (
                  <Badge tone="bad">Unhealthy</Badge>
                ) : pid === null ? (
                  <Badge tone="warn">No process</Badge>
                ) : (
                  <Badge tone="ok">Healthy</Badge>
                ),
            },
            { head: "Launched", cell: ({ launchedAt }) => formatClock(launchedAt) },
            { head: "Actions", cell: (instance) => <InstanceActions instance={instance} /> },
          ]}
        />
      </Card>
      <Card title="Group details">
        <Facts
          of={[
            ["Desired capacity", group.desiredCapacity],
            ["Minimum", group.minSize],
            ["Maximum", group.maxSize],
            ["Availability Zones", group.availabilityZones.join(", "), "wide"],
          ]}
        />
      </Card>
      <Card title="Activity history" flush>
        <DataTable
          label="Activity history"
          rows={group.activities}
          keyOf={({ id }) => id}
          empty="No activity yet."
          columns={[
            {
              head: "Status",
              cell: ({ statusCode }) => <Badge tone={activityTone(statusCode)}>{statusCode}</Badge>,
            },
            {
              head: "Description",
              wide: true,
              cell: ({ description, cause }) => (
                <>
                  {description}
                  <div class="soft small">{cause}</div>
                </>
              ),
            },
            { head: "Started", cell: ({ startedAt }) => formatClock(startedAt) },
            {
              head: "Took",
              cell: ({ startedAt, endedAt }) =>
                endedAt === null ? "under way" : formatDuration(Date.parse(endedAt) - Date.parse(startedAt)),
            },
          ]}
        />
      </Card>
    </>
  );
}

function Lifecycle({ state }: { state: string }) {
  const tone = state === "InService" ? "ok" : state === "Pending" ? "busy" : "warn";
  return <Badge tone={tone}>{state}</Badge>;
}

function activityTone(statusCode: string) {
  if (statusCode === "Successful") {
    return "ok";
  }
  return statusCode === "Failed" || statusCode === "Cancelled" ? "bad" : "busy";
}
