import type { LabSeries } from "../parts/lab-plots.tsx";

const counted = { kind: "bars", statistic: "sum" } as const;
const measured = { kind: "line", statistic: "maximum" } as const;

/** How each of the load balancer's metrics is drawn: with CloudWatch's usual statistic for it. */
export const metrics = {
  requests: { ...counted, label: "Requests", colour: "plain", read: (s) => s.requestCount },
  elb5xx: { ...counted, label: "ELB 5XX", colour: "bad", read: (s) => s.elb5xx },
  elb502: { ...counted, label: "HTTP 502", colour: "bad", read: (s) => s.elb502 },
  elb503: { ...counted, label: "503", colour: "warn", read: (s) => s.elb503 },
  elb504: { ...counted, label: "504", colour: "bad", read: (s) => s.elb504 },
  target2xx: { ...counted, label: "Target 2XX", colour: "ok", read: (s) => s.target2xx },
  target4xx: { ...counted, label: "Target 4XX", colour: "warn", read: (s) => s.target4xx },
  target5xx: { ...counted, label: "Target 5XX", colour: "bad", read: (s) => s.target5xx },
  connectionErrors: { ...counted, label: "Errors", colour: "bad", read: (s) => s.targetConnectionErrors },
  responseTimeP50: { ...measured, label: "p50", colour: "plain", read: (s) => s.targetResponseTimeMs?.p50 },
  responseTimeP99: { ...measured, label: "p99", colour: "warn", read: (s) => s.targetResponseTimeMs?.p99 },
  healthyHosts: {
    label: "Healthy",
    colour: "ok",
    kind: "line",
    statistic: "minimum",
    read: (s) => s.healthyHosts,
  },
  unhealthyHosts: { ...measured, label: "Unhealthy", colour: "bad", read: (s) => s.unhealthyHosts },
} as const satisfies Record<string, LabSeries>;
