/** What the dashboard shows. */
export interface DashboardSubject {
  region: string;
  stack: string;
  /** Dimension values (ALB user guide, “CloudWatch metrics for your Application Load Balancer”). */
  loadBalancer: string;
  targetGroup: string;
  tableName: string;
  autoScalingGroupName: string;
  alarmArns: readonly string[];
}

type MetricRow = [...string[], Record<string, string>];

interface Widget {
  type: "metric" | "text" | "alarm";
  x: number;
  y: number;
  width: number;
  height: number;
  properties: Record<string, unknown>;
}

const columns = 24;
const rowHeight = 6;
const textHeight = 2;

/**
 * The dashboard's body: what the clients see next to what the servers report, so that the two can be told
 * apart.
 */
export function dashboardBody(subject: DashboardSubject): string {
  const { region, loadBalancer, targetGroup, stack } = subject;
  const balancer = (metric: string, options: Record<string, string>): MetricRow => [
    "AWS/ApplicationELB",
    metric,
    "LoadBalancer",
    loadBalancer,
    options,
  ];
  const targets = (metric: string, options: Record<string, string>): MetricRow => [
    "AWS/ApplicationELB",
    metric,
    "TargetGroup",
    targetGroup,
    "LoadBalancer",
    loadBalancer,
    options,
  ];
  const sum = (label: string, color: string) => ({ stat: "Sum", label, color });
  const graph = (title: string, metrics: MetricRow[], more: Record<string, unknown> = {}) => ({
    type: "metric" as const,
    properties: { title, region, view: "timeSeries", stacked: false, period: 60, metrics, ...more },
  });

  const rows = [
    [
      {
        type: "text" as const,
        properties: {
          markdown:
            `# Soft Landing, stack ${stack}\n` +
            "Left: codes from the **load balancer**. Right: codes from the **servers**. " +
            "A server that closes without an answer shows on the left only, and stays healthy.",
        },
      },
    ],
    [
      graph("Errors from the load balancer", [
        balancer("HTTPCode_ELB_5XX_Count", sum("ELB 5XX", "#d62728")),
        balancer("HTTPCode_ELB_502_Count", sum("ELB 502", "#ff7f0e")),
        balancer("HTTPCode_ELB_504_Count", sum("ELB 504", "#9467bd")),
      ]),
      graph("Codes from the servers", [
        targets("HTTPCode_Target_5XX_Count", sum("Target 5XX", "#d62728")),
        targets("HTTPCode_Target_2XX_Count", sum("Target 2XX", "#2ca02c")),
      ]),
    ],
    [
      graph("Targets", [
        targets("HealthyHostCount", { stat: "Minimum", label: "Healthy", color: "#2ca02c" }),
        targets("UnHealthyHostCount", { stat: "Maximum", label: "Unhealthy", color: "#d62728" }),
      ]),
      graph("Requests", [balancer("RequestCount", sum("Requests", "#1f77b4"))]),
      graph("Latency in seconds", [
        targets("TargetResponseTime", { stat: "p50", label: "p50", color: "#1f77b4" }),
        targets("TargetResponseTime", { stat: "p99", label: "p99", color: "#9467bd" }),
      ]),
    ],
    [
      graph("Reads of the table in milliseconds", [
        [
          "AWS/DynamoDB",
          "SuccessfulRequestLatency",
          "TableName",
          subject.tableName,
          "Operation",
          "GetItem",
          { stat: "Average", label: "GetItem", color: "#1f77b4" },
        ],
      ]),
      graph("Instances", [
        groupMetric(subject, "GroupInServiceInstances", "In service", "#2ca02c"),
        groupMetric(subject, "GroupDesiredCapacity", "Desired", "#7f7f7f"),
      ]),
      { type: "alarm" as const, properties: { title: "Alarms", alarms: subject.alarmArns } },
    ],
  ];
  return JSON.stringify({ start: "-PT1H", widgets: laidOut(rows) });
}

function groupMetric(subject: DashboardSubject, metric: string, label: string, color: string): MetricRow {
  const options = { stat: "Average", label, color };
  return ["AWS/AutoScaling", metric, "AutoScalingGroupName", subject.autoScalingGroupName, options];
}

/** Places rows of widgets on the dashboard's grid, each row over the whole width. */
function laidOut(rows: readonly (readonly Pick<Widget, "type" | "properties">[])[]): Widget[] {
  let y = 0;
  return rows.flatMap((row) => {
    const height = row[0]?.type === "text" ? textHeight : rowHeight;
    const width = columns / row.length;
    const placed = row.map(({ type, properties }, index) => ({
      type,
      x: index * width,
      y,
      width,
      height,
      properties,
    }));
    y += height;
    return placed;
  });
}
