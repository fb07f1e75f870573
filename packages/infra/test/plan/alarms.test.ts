import { expect, test } from "vitest";
import { alarmRules } from "../../src/plan/alarms.ts";

const ruleOf = (metricName: string) => alarmRules(3).find((rule) => rule.metricName === metricName);

test("an alarm is not raised without requests or errors, when their metrics have no data", () => {
  expect(ruleOf("HTTPCode_ELB_5XX_Count")?.treatMissingData).toBe("notBreaching");
  expect(ruleOf("TargetResponseTime")?.treatMissingData).toBe("notBreaching");
});

test("fewer healthy servers than asked for raise an alarm, and so does no data about them", () => {
  expect(ruleOf("HealthyHostCount")).toMatchObject({
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: 3,
    treatMissingData: "breaching",
  });
});

test("the latency alarm uses p99 and ignores minutes with too few requests", () => {
  expect(ruleOf("TargetResponseTime")).toMatchObject({
    extendedStatistic: "p99",
    evaluateLowSampleCountPercentiles: "ignore",
  });
});

test("every rule has one statistic and a period that CloudWatch knows", () => {
  for (const rule of alarmRules(3)) {
    expect(Number(rule.statistic !== undefined) + Number(rule.extendedStatistic !== undefined)).toBe(1);
    expect(rule.periodSeconds % 60).toBe(0);
    expect(rule.datapointsToAlarm).toBeLessThanOrEqual(rule.evaluationPeriods);
  }
});

test("each alarm says in its description when it is raised, and is raised then", () => {
  const aboveOrBelow = { GreaterThanThreshold: ">", LessThanThreshold: "<" };
  const said = alarmRules(3).map((rule) => [
    rule.name,
    rule.description,
    `${rule.scope} ${rule.metricName} ${rule.statistic ?? rule.extendedStatistic} ` +
      `${aboveOrBelow[rule.comparisonOperator]} ${rule.threshold} ` +
      `in ${rule.datapointsToAlarm} of ${rule.evaluationPeriods} periods of ${rule.periodSeconds} s`,
  ]);
  expect(said).toEqual([
    [
      "elb-5xx",
      "Clients get errors from the load balancer: servers close without an answer, or answer too late.",
      "loadBalancer HTTPCode_ELB_5XX_Count Sum > 5 in 2 of 3 periods of 60 s",
    ],
    [
      "healthy-hosts",
      "Fewer than 3 servers are healthy.",
      "targetGroup HealthyHostCount Minimum < 3 in 2 of 3 periods of 60 s",
    ],
    [
      "latency-p99",
      "One answer in a hundred takes longer than a second.",
      "targetGroup TargetResponseTime p99 > 1 in 3 of 5 periods of 60 s",
    ],
  ]);
});
