import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatMs } from "../format/numbers.ts";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { LabPlot, WindowChoice } from "../parts/lab-plot.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { metrics } from "./metrics.ts";

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
        <LabPlot title="Requests" unit="count" series={[metrics.requests]} />
        <LabPlot title="ELB 5XXs" unit="count" series={[metrics.elb5xx]} />
        <LabPlot title="HTTP 502s" unit="count" series={[metrics.elb502]} />
        <LabPlot title="HTTP 503s and 504s" unit="count" series={[metrics.elb503, metrics.elb504]} />
        <LabPlot title="Target 2XXs" unit="count" series={[metrics.target2xx]} />
        <LabPlot title="Target 5XXs" unit="count" series={[metrics.target5xx]} />
        <LabPlot
          title="Target response time"
          unit="milliseconds"
          format={formatMs}
          series={[metrics.responseTimeP50, metrics.responseTimeP99]}
        />
        <LabPlot title="Hosts" unit="count" series={[metrics.healthyHosts, metrics.unhealthyHosts]} />
      </div>
    </>
  );
}
