import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatMs } from "../format/numbers.ts";
import { Card } from "../parts/card.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { Facts } from "../parts/facts.tsx";
import { type LabPlotOf, LabPlots, WindowChoice } from "../parts/lab-plots.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { metrics } from "./metrics.ts";

const plots: readonly LabPlotOf[] = [
  { title: "Requests", unit: "count", series: [metrics.requests] },
  { title: "ELB 5XXs", unit: "count", series: [metrics.elb5xx] },
  { title: "HTTP 502s", unit: "count", series: [metrics.elb502] },
  { title: "HTTP 503s and 504s", unit: "count", series: [metrics.elb503, metrics.elb504] },
  { title: "Target 2XXs", unit: "count", series: [metrics.target2xx] },
  { title: "Target 5XXs", unit: "count", series: [metrics.target5xx] },
  {
    title: "Target response time",
    unit: "milliseconds",
    format: formatMs,
    series: [metrics.responseTimeP50, metrics.responseTimeP99],
  },
  { title: "Hosts", unit: "count", series: [metrics.healthyHosts, metrics.unhealthyHosts] },
];

export default function LoadBalancerView({ lab }: { lab: LabSnapshot }) {
  const { loadBalancer } = lab;
  return (
    <>
      <ViewHead title="Load balancer" sub={<code>{loadBalancer.name}</code>} />
      <Card title="Details">
        <Facts
          of={[
            ["DNS name", <a href={lab.pageUrl}>{loadBalancer.dnsName}</a>],
            ["Idle timeout", `${loadBalancer.idleTimeoutSeconds} s`],
            ["Availability Zones", lab.autoScalingGroup.availabilityZones.join(", ")],
            ["ARN", <Copyable text={loadBalancer.arn} what="load balancer's ARN" />, "wide"],
          ]}
        />
      </Card>
      <div class="view-head">
        <h2>Monitoring</h2>
        <WindowChoice />
      </div>
      <LabPlots plots={plots} />
    </>
  );
}
