import { type LabSnapshot, type TargetGroupState, targetGroupsOf } from "@soft-landing/shared/lab-api";
import { Fragment } from "preact";
import { formatMs, formatRate } from "../format/numbers.ts";
import { Badge, TargetBadge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Facts } from "../parts/facts.tsx";
import { type LabPlotOf, LabPlots, WindowChoice } from "../parts/lab-plots.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { judgedTargets } from "../state/health.ts";
import { route, seconds } from "../state/store.ts";
import { metrics } from "./metrics.ts";

const tabs = [
  { id: "targets", text: "Targets" },
  { id: "health-checks", text: "Health checks" },
  { id: "monitoring", text: "Monitoring" },
];

const plots: readonly LabPlotOf[] = [
  { title: "Healthy hosts", unit: "count", series: [metrics.healthyHosts] },
  { title: "Unhealthy hosts", unit: "count", series: [metrics.unhealthyHosts] },
  { title: "HTTP 5XXs", unit: "count", series: [metrics.target5xx] },
  { title: "HTTP 2XXs", unit: "count", series: [metrics.target2xx] },
  { title: "HTTP 4XXs", unit: "count", series: [metrics.target4xx] },
  { title: "Target connection errors", unit: "count", series: [metrics.connectionErrors] },
  {
    title: "Target response time",
    unit: "milliseconds",
    format: formatMs,
    series: [metrics.responseTimeP50, metrics.responseTimeP99],
  },
];

export default function TargetGroupView({ lab }: { lab: LabSnapshot }) {
  const groups = targetGroupsOf(lab);
  const current = tabs.find(({ id }) => id === route.value.tab)?.id ?? "targets";
  return (
    <>
      <ViewHead title="Target group" sub={<code>{groups.map(({ name }) => name).join(", ")}</code>} />
      <Tabs label="Target group" view="target-group" tabs={tabs} current={current} />
      {groups.map((group) => (
        <Fragment key={group.arn}>
          {groups.length > 1 && current !== "monitoring" && (
            <h2>
              {group.build} <span class="soft">weight {group.weight}</span>
            </h2>
          )}
          {current === "targets" && <Targets group={group} />}
          {current === "health-checks" && <HealthChecks lab={lab} group={group} />}
        </Fragment>
      ))}
      {current === "monitoring" && <Monitoring />}
    </>
  );
}

function Targets({ group }: { group: TargetGroupState }) {
  const { targets } = group;
  const requests = seconds.value.at(-1)?.requestsByTarget ?? {};
  const { healthy } = judgedTargets(targets);
  return (
    <Card
      title={`Registered targets (${targets.length})`}
      aside={<span class="soft">{healthy} healthy</span>}
      flush
    >
      <DataTable
        label={`Registered targets of ${group.build}`}
        rows={targets}
        keyOf={({ id }) => id}
        empty="No targets are registered. The load balancer returns 503."
        columns={[
          { head: "Instance ID", cell: ({ id }) => <code>{id}</code> },
          { head: "Port", cell: ({ port }) => port },
          { head: "Zone", cell: ({ availabilityZone }) => availabilityZone },
          { head: "Health status", cell: ({ state }) => <TargetBadge state={state} /> },
          {
            head: "Health status details",
            wide: true,
            cell: ({ description, reason }) => (
              <>
                {description ?? "–"}
                {reason !== null && <div class="soft small code">{reason}</div>}
              </>
            ),
          },
          {
            head: "Anomaly",
            cell: ({ anomaly }) => (anomaly === "normal" ? "Normal" : <Badge tone="warn">Anomalous</Badge>),
          },
          { head: "Requests", cell: ({ id }) => formatRate(requests[id] ?? 0) },
        ]}
      />
    </Card>
  );
}

function HealthChecks({ lab, group }: { lab: LabSnapshot; group: TargetGroupState }) {
  const { healthCheck, algorithm, deregistrationDelaySeconds, port } = group;
  return (
    <>
      <Card title="Health check settings">
        <Facts
          of={[
            ["Protocol", "HTTP"],
            ["Path", <code>{healthCheck.path}</code>],
            ["Port", "Traffic port"],
            ["Healthy threshold", `${healthCheck.healthyThreshold} consecutive successes`],
            ["Unhealthy threshold", `${healthCheck.unhealthyThreshold} consecutive failures`],
            ["Timeout", `${healthCheck.timeoutSeconds} seconds`],
            ["Interval", `${healthCheck.intervalSeconds} seconds`],
            ["Success codes", healthCheck.matcher],
          ]}
        />
        <p class="soft small">
          <a href={new URL(healthCheck.path, lab.pageUrl).href} target="_blank" rel="noreferrer">
            Open the health check
          </a>{" "}
          and reload it: a different server answers each time.
        </p>
      </Card>
      <Card title="Attributes">
        <Facts
          of={[
            ["Port", port],
            ["Load balancing algorithm", algorithm],
            ["Deregistration delay", `${deregistrationDelaySeconds} seconds`],
            ["ARN", <Copyable text={group.arn} what="target group's ARN" />, "wide"],
          ]}
        />
      </Card>
    </>
  );
}

function Monitoring() {
  return (
    <>
      <div class="view-head">
        <p class="soft">The servers' own answers. Health checks are not counted.</p>
        <WindowChoice />
      </div>
      <LabPlots plots={plots} />
    </>
  );
}
