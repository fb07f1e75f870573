import { readFileSync } from "node:fs";
import { createLoadBalancer } from "@soft-landing/aws-local/load-balancer/balancer/load-balancer";
import { createTargetGroup } from "@soft-landing/aws-local/load-balancer/target-group/target-group";
import { createMetricStore } from "@soft-landing/aws-local/metrics/create-metric-store";
import { systemClock } from "@soft-landing/shared/clock";
import type { ReadyMessage } from "../bench-process.ts";

/**
 * With CERTIFICATE_FILE, which holds a certificate and its key, the listener speaks HTTPS. A process of its own with the lab's load balancer in front of targets, as a lab
 * composes it: metrics, health checks and all.
 */
const [first = Number.NaN, ...others] = process.argv.slice(2).map(Number);
const ports = others.length === 0 ? [first, first, first] : [first, ...others];
const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

const certificateFile = process.env.CERTIFICATE_FILE;
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

function certificateOf(file: string) {
  const pem = readFileSync(file, "utf8");
  return { arn: "bench", certificatePem: pem, privateKeyPem: pem };
}

const healthy = Promise.withResolvers<void>();
const balancer = createLoadBalancer({
  settings: {
    name: "bench",
    arn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/bench/0123456789abcdef",
    arnSuffix: "app/bench/0123456789abcdef",
    dnsName: "bench-1.us-east-1.elb.amazonaws.com",
    idleTimeoutSeconds: 60,
    clientKeepAliveSeconds: 3600,
    dropInvalidHeaderFields: true,
    preserveHostHeader: false,
    xffHeaderProcessingMode: "append",
    desyncMitigationMode: "defensive",
  },
  metrics: createMetricStore({ clock: systemClock }),
  clock: systemClock,
});
const targetGroup = createTargetGroup({
  settings: {
    name: "bench",
    arn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/bench/0123456789abcdef",
    arnSuffix: "targetgroup/bench/0123456789abcdef",
    port: 80,
    healthCheck: {
      path: "/healthcheck",
      intervalSeconds: 5,
      timeoutSeconds: 2,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: "200",
    },
    deregistrationDelaySeconds: 15,
    slowStartSeconds: 0,
    algorithm: "round_robin",
    anomalyMitigation: "off",
    unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
  },
  clock: systemClock,
});
const healthyTargets = new Set<string>();
targetGroup.onHealthChange((id, { state }) => {
  if (state === "healthy" && healthyTargets.add(id).size === ports.length) {
    healthy.resolve();
  }
});
for (const [index, backendPort] of ports.entries()) {
  targetGroup.register({
    id: `i-${index}`,
    port: 80,
    availabilityZone: zones[index % zones.length] ?? "",
    address: { host: "127.0.0.1", port: backendPort },
  });
}
const { localPort: port } = await balancer.listen(
  {
    arn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/bench/0123456789abcdef/0123456789abcdef",
    port: 80,
    ...(certificateFile === undefined
      ? { protocol: "HTTP" }
      : { protocol: "HTTPS", sslPolicy, certificates: [certificateOf(certificateFile)] }),
    defaultAction: { type: "forward", targetGroups: [{ targetGroup, weight: 1 }] },
  },
  0,
);
await healthy.promise;
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));
process.send?.({ port } satisfies ReadyMessage);
