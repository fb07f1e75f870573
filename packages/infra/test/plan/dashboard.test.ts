import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dashboardBody } from "../../src/plan/dashboard.ts";

const subject = {
  region: "us-east-1",
  stack: "basic",
  loadBalancer: "app/x/1",
  targetGroup: "targetgroup/x/1",
  tableName: "table",
  autoScalingGroupName: "group",
  alarmArns: ["arn:alarm"],
};
interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: Record<string, unknown> & { title?: string; metrics?: unknown[][]; markdown?: string };
}
const widgets = (of = subject): Widget[] => JSON.parse(dashboardBody(of)).widgets;

describe("the dashboard", () => {
  test("shows the load balancer's errors beside the servers' own", () => {
    const metrics = widgets().map(({ properties }) => (properties.metrics ?? []).map((row) => row[1]));
    const balancer = metrics.findIndex((row) => row.includes("HTTPCode_ELB_5XX_Count"));
    expect(metrics[balancer]).toContain("HTTPCode_ELB_502_Count");
    expect(metrics[balancer + 1]).toContain("HTTPCode_Target_5XX_Count");
    expect(metrics.flat()).toEqual(
      expect.arrayContaining(["HealthyHostCount", "TargetResponseTime", "RequestCount"]),
    );
  });

  test("requests each metric with exactly its published dimensions", () => {
    const rows = widgets().flatMap(({ properties }) => properties.metrics ?? []);
    for (const [namespace, metric, ...rest] of rows.filter(
      ([namespace]) => namespace === "AWS/ApplicationELB",
    )) {
      const names = rest.filter((part, index) => typeof part === "string" && index % 2 === 0).toSorted();
      const ofTargets = /^HTTPCode_Target|Host|TargetResponseTime/.test(String(metric));
      expect([namespace, metric, names]).toEqual([
        namespace,
        metric,
        ofTargets ? ["LoadBalancer", "TargetGroup"] : ["LoadBalancer"],
      ]);
    }
  });

  test("places its widgets on the grid without gaps or overlaps", () => {
    const cells = widgets().flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length % 24).toBe(0);
  });

  test("shows each metric with a fitting statistic and a readable name", () => {
    const shown = widgets().flatMap(({ type, properties }) =>
      type === "metric"
        ? [
            [
              properties.title,
              ...(properties.metrics ?? []).map((row) => {
                const { label, stat, color } = row.at(-1) as Record<string, string>;
                return `${row[0]} ${row[1]} ${stat} "${label}" ${color}`;
              }),
            ],
          ]
        : [],
    );
    expect(shown).toEqual([
      [
        "Errors from the load balancer",
        'AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum "ELB 5XX" #d62728',
        'AWS/ApplicationELB HTTPCode_ELB_502_Count Sum "ELB 502" #ff7f0e',
        'AWS/ApplicationELB HTTPCode_ELB_504_Count Sum "ELB 504" #9467bd',
      ],
      [
        "Codes from the servers",
        'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum "Target 5XX" #d62728',
        'AWS/ApplicationELB HTTPCode_Target_2XX_Count Sum "Target 2XX" #2ca02c',
      ],
      [
        "Targets",
        'AWS/ApplicationELB HealthyHostCount Minimum "Healthy" #2ca02c',
        'AWS/ApplicationELB UnHealthyHostCount Maximum "Unhealthy" #d62728',
      ],
      ["Requests", 'AWS/ApplicationELB RequestCount Sum "Requests" #1f77b4'],
      [
        "Latency in seconds",
        'AWS/ApplicationELB TargetResponseTime p50 "p50" #1f77b4',
        'AWS/ApplicationELB TargetResponseTime p99 "p99" #9467bd',
      ],
      [
        "Reads of the table in milliseconds",
        'AWS/DynamoDB SuccessfulRequestLatency Average "GetItem" #1f77b4',
      ],
      [
        "Instances",
        'AWS/AutoScaling GroupInServiceInstances Average "In service" #2ca02c',
        'AWS/AutoScaling GroupDesiredCapacity Average "Desired" #7f7f7f',
      ],
    ]);
  });

  test("requests this stack's load balancer, target group, table and group", () => {
    const dimensions = (metric: string) =>
      widgets()
        .flatMap(({ properties }) => properties.metrics ?? [])
        .find((row) => row[1] === metric)
        ?.slice(2, -1);
    expect(dimensions("RequestCount")).toEqual(["LoadBalancer", "app/x/1"]);
    expect(dimensions("HealthyHostCount")).toEqual([
      ...["TargetGroup", "targetgroup/x/1"],
      ...["LoadBalancer", "app/x/1"],
    ]);
    expect(dimensions("SuccessfulRequestLatency")).toEqual(["TableName", "table", "Operation", "GetItem"]);
    expect(dimensions("GroupDesiredCapacity")).toEqual(["AutoScalingGroupName", "group"]);
  });

  test("shows the last hour, minute by minute, as lines of the stack's own region", () => {
    expect(JSON.parse(dashboardBody(subject)).start).toBe("-PT1H");
    const graphs = widgets().filter(({ type }) => type === "metric");
    for (const { properties } of graphs) {
      expect(properties).toMatchObject({
        region: "us-east-1",
        view: "timeSeries",
        stacked: false,
        period: 60,
      });
    }
  });

  test("begins with a line on how to read it, and ends with the alarms", () => {
    const [first, ...others] = widgets();
    expect(first).toMatchObject({ type: "text", x: 0, y: 0, width: 24, height: 2 });
    expect(first?.properties.markdown).toBe(
      "# Soft Landing, stack basic\n" +
        "Left: codes from the **load balancer**. Right: codes from the **servers**. " +
        "A server that closes without an answer shows on the left only, and stays healthy.",
    );
    expect(others.at(-1)).toMatchObject({
      type: "alarm",
      properties: { title: "Alarms", alarms: ["arn:alarm"] },
    });
    expect(others.map(({ x, y, height }) => [x, y, height])).toEqual([
      ...[0, 12].map((x) => [x, 2, 6]),
      ...[0, 8, 16].map((x) => [x, 8, 6]),
      ...[0, 8, 16].map((x) => [x, 14, 6]),
    ]);
  });

  test("is JSON for any names", () => {
    fc.assert(
      fc.property(fc.string(), (name) => widgets({ ...subject, tableName: name, stack: name }).length > 0),
    );
  });
});
