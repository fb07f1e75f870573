import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatMs } from "../format/numbers.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { LabPlot, WindowChoice } from "../parts/lab-plot.tsx";
import { ViewHead } from "../parts/view-head.tsx";

export default function LoadBalancerView({ lab }: { lab: LabSnapshot }) {
  const { loadBalancer } = lab;
  return (
    <>
      <ViewHead title="Load balancer" sub={<code>{loadBalancer.name}</code>} />
      <Card title="Details">
        <Facts
          of={[
            ["DNS name", <code>{loadBalancer.dnsName}</code>, "wide"],
            ["Idle timeout", `${loadBalancer.idleTimeoutSeconds} s`],
            ["Availability Zones", lab.autoScalingGroup.availabilityZones.join(", "), "wide"],
            ["Listens here at", <a href={lab.pageUrl}>{lab.pageUrl}</a>],
            ["ARN", <code>{loadBalancer.arn}</code>, "wide"],
          ]}
        />
      </Card>
      <div class="view-head">
        <h2>Monitoring</h2>
        <WindowChoice />
      </div>
      <div class="plots">
        <LabPlot
          title="Requests"
          unit="count"
          series={[
            {
              label: "Requests",
              colour: "plain",
              kind: "bars",
              statistic: "sum",
              read: (s) => s.requestCount,
            },
          ]}
        />
        <LabPlot
          title="ELB 5XXs"
          unit="count"
          series={[
            { label: "ELB 5XX", colour: "bad", kind: "bars", statistic: "sum", read: (s) => s.elb5xx },
          ]}
        />
        <LabPlot
          title="HTTP 502s"
          unit="count"
          series={[
            { label: "HTTP 502", colour: "bad", kind: "bars", statistic: "sum", read: (s) => s.elb502 },
          ]}
        />
        <LabPlot
          title="HTTP 503s and 504s"
          unit="count"
          series={[
            { label: "503", colour: "warn", kind: "bars", statistic: "sum", read: (s) => s.elb503 },
            { label: "504", colour: "bad", kind: "bars", statistic: "sum", read: (s) => s.elb504 },
          ]}
        />
        <LabPlot
          title="Target 2XXs"
          unit="count"
          series={[
            { label: "Target 2XX", colour: "ok", kind: "bars", statistic: "sum", read: (s) => s.target2xx },
          ]}
        />
        <LabPlot
          title="Target 5XXs"
          unit="count"
          series={[
            { label: "Target 5XX", colour: "bad", kind: "bars", statistic: "sum", read: (s) => s.target5xx },
          ]}
        />
        <LabPlot
          title="Target response time"
          unit="milliseconds"
          format={formatMs}
          series={[
            {
              label: "p50",
              colour: "plain",
              kind: "line",
              statistic: "maximum",
              read: (s) => s.targetResponseTimeMs?.p50,
            },
            {
              label: "p99",
              colour: "warn",
              kind: "line",
              statistic: "maximum",
              read: (s) => s.targetResponseTimeMs?.p99,
            },
          ]}
        />
        <LabPlot
          title="Hosts"
          unit="count"
          series={[
            {
              label: "Healthy",
              colour: "ok",
              kind: "line",
              statistic: "minimum",
              read: (s) => s.healthyHosts,
            },
            {
              label: "Unhealthy",
              colour: "bad",
              kind: "line",
              statistic: "minimum",
              read: (s) => s.unhealthyHosts,
            },
          ]}
        />
      </div>
    </>
  );
}
