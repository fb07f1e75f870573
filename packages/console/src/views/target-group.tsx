import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatMs, formatRate } from "../format/numbers.ts";
import { Badge, TargetBadge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Facts } from "../parts/facts.tsx";
import { type LabPlotOf, LabPlots, WindowChoice } from "../parts/lab-plots.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { ViewHead } from "../parts/view-head.tsx";
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
  const current = tabs.find(({ id }) => id === route.value.tab)?.id ?? "targets";
  return (
    <>
      <ViewHead title="Target group" sub={<code>{lab.targetGroup.name}</code>} />
      <Tabs label="Target group" view="target-group" tabs={tabs} current={current} />
      {current === "targets" && <Targets lab={lab} />}
      {current === "health-checks" && <HealthChecks lab={lab} />}
      {current === "monitoring" && <Monitoring />}
    </>
  );
}

function Targets({ lab }: { lab: LabSnapshot }) {
  const { targets } = lab.targetGroup;
  const requests = seconds.value.at(-1)?.requestsByTarget ?? {};
  const healthy = targets.filter(({ state }) => state === "healthy").length;
  return (
    <Card
      title={`Registered targets (${targets.length})`}
      aside={<span class="soft">{healthy} healthy</span>}
      flush
    >
      <DataTable
        label="Registered targets"
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

function HealthChecks({ lab }: { lab: LabSnapshot }) {
  const { healthCheck, algorithm, deregistrationDelaySeconds, port } = lab.targetGroup;
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
            ["ARN", <Copyable text={lab.targetGroup.arn} what="target group's ARN" />, "wide"],
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
