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
  properties: { title?: string; metrics?: unknown[][] };
}
const widgets = (of = subject): Widget[] => JSON.parse(dashboardBody(of)).widgets;

describe("the dashboard", () => {
  test("puts the load balancer's errors beside the servers' own", () => {
    const metrics = widgets().map(({ properties }) => (properties.metrics ?? []).map((row) => row[1]));
    const balancer = metrics.findIndex((row) => row.includes("HTTPCode_ELB_5XX_Count"));
    expect(metrics[balancer]).toContain("HTTPCode_ELB_502_Count");
    expect(metrics[balancer + 1]).toContain("HTTPCode_Target_5XX_Count");
    expect(metrics.flat()).toEqual(
      expect.arrayContaining(["HealthyHostCount", "TargetResponseTime", "RequestCount"]),
    );
  });

  test("asks for each metric under exactly the dimensions it is published with", () => {
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

  test("lays its widgets on the grid without gaps at the side or overlaps", () => {
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

  test("is JSON whatever the names are", () => {
    fc.assert(
      fc.property(fc.string(), (name) => widgets({ ...subject, tableName: name, stack: name }).length > 0),
    );
  });
});
