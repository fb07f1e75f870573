import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMetricStore } from "../../../src/metrics/create-metric-store.ts";
import type { MetricStore } from "../../../src/metrics/metric-store.ts";
import type { CallContext } from "../../../src/service.ts";
import { getMetricData } from "../../../src/services/cloudwatch/get-metric-data.ts";
import { type ManualClock, manualClock } from "../../manual-clock.ts";
import { type SampleRegion, startSampleRegion } from "../../sample-region.ts";

const namespace = "AWS/ApplicationELB";
const dimensions = { LoadBalancer: "app/lab/1" };
const Dimensions = [{ Name: "LoadBalancer", Value: "app/lab/1" }];
const startOfMinute = Date.UTC(2026, 0, 1, 12, 0, 0);

let clock: ManualClock;
let metrics: MetricStore;
let lab: SampleRegion;
let cloudWatch: CloudWatchClient;

beforeEach(async () => {
  clock = manualClock(startOfMinute);
  metrics = createMetricStore({ clock });
  const errors = metrics.counter(namespace, "HTTPCode_ELB_502_Count", dimensions);
  const latency = metrics.distribution(namespace, "TargetResponseTime", dimensions, "Seconds");
  // Minute 0: three errors; minute 1: nothing; minute 2: one.
  errors.add();
  clock.advance(30_000);
  errors.add(2);
  for (let value = 1; value <= 100; value += 1) {
    latency.record(value / 1000);
  }
  clock.advance(95_000);
  errors.add();
  lab = await startSampleRegion({ clock, metrics });
  cloudWatch = new CloudWatchClient(lab.clientConfig);
});
afterEach(async () => {
  cloudWatch.destroy();
  await lab.close();
});

const query = (MetricName: string, Stat: string, Period = 60) => ({
  Id: "m",
  MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Period, Stat },
});
const range = { StartTime: new Date(startOfMinute - 60_000), EndTime: new Date(startOfMinute + 180_000) };
const data = async (
  MetricName: string,
  Stat: string,
  options: { Period?: number; ScanBy?: "TimestampAscending" } = {},
) => {
  const { Period, ...rest } = options;
  const answer = await cloudWatch.send(
    new GetMetricDataCommand({ MetricDataQueries: [query(MetricName, Stat, Period)], ...range, ...rest }),
  );
  return answer.MetricDataResults?.[0];
};

describe("CloudWatch as on AWS", () => {
  test("sums over whole minutes, newest first, and has no data point if nothing happened", async () => {
    expect(await data("HTTPCode_ELB_502_Count", "Sum")).toMatchObject({
      Id: "m",
      Label: "HTTPCode_ELB_502_Count",
      Values: [1, 3],
      Timestamps: [new Date(startOfMinute + 120_000), new Date(startOfMinute)],
      StatusCode: "Complete",
    });
  });

  test("reverses the order on request", async () => {
    const result = await data("HTTPCode_ELB_502_Count", "Sum", { ScanBy: "TimestampAscending" });
    expect(result?.Values).toEqual([3, 1]);
  });

  test("answers with an empty list, not with zeros, for a metric without data", async () => {
    expect(await data("HTTPCode_Target_5XX_Count", "Sum")).toMatchObject({ Values: [], Timestamps: [] });
  });

  test("counts every request as a sample of one", async () => {
    expect((await data("HTTPCode_ELB_502_Count", "SampleCount"))?.Values).toEqual([1, 3]);
    expect((await data("HTTPCode_ELB_502_Count", "Average"))?.Values).toEqual([1, 1]);
  });

  test("needs exactly the published dimensions", async () => {
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          {
            Id: "m",
            MetricStat: {
              Metric: { Namespace: namespace, MetricName: "HTTPCode_ELB_502_Count" },
              Period: 60,
              Stat: "Sum",
            },
          },
        ],
      }),
    );
    expect(answer.MetricDataResults?.[0]?.Values).toEqual([]);
  });

  test("lists metrics that have had data, by namespace, name and dimension", async () => {
    const all = await cloudWatch.send(new ListMetricsCommand({ Namespace: namespace }));
    expect(all.Metrics?.map(({ MetricName }) => MetricName)).toEqual([
      "HTTPCode_ELB_502_Count",
      "TargetResponseTime",
    ]);
    expect(all.Metrics?.[0]).toMatchObject({ Namespace: namespace, Dimensions });
    const none = await cloudWatch.send(new ListMetricsCommand({ Dimensions: [{ Name: "TargetGroup" }] }));
    expect(none.Metrics).toEqual([]);
  });

  test("answers the older GetMetricStatistics", async () => {
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: "HTTPCode_ELB_502_Count",
        Dimensions,
        ...range,
        Period: 60,
        Statistics: ["Sum"],
        ExtendedStatistics: ["p50"],
      }),
    );
    expect(Datapoints).toHaveLength(2);
    expect(Datapoints?.[0]).toMatchObject({ Sum: 3, Timestamp: new Date(startOfMinute) });
    expect(Datapoints?.[0]?.ExtendedStatistics?.p50).toBeCloseTo(1, 1);
  });

  const statistics = (input: Partial<GetMetricStatisticsCommandInput> = {}) =>
    cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: "HTTPCode_ELB_502_Count",
        Dimensions,
        ...range,
        Period: 60,
        Statistics: ["Sum"],
        ...input,
      }),
    );

  test("starts the periods of GetMetricStatistics at the start time, rounded down to the minute", async () => {
    const { Datapoints } = await statistics({
      StartTime: new Date(startOfMinute - 90_000 + 12_345),
      Period: 120,
    });
    expect(Datapoints?.map(({ Timestamp, Sum }) => [Timestamp?.getTime(), Sum])).toEqual([
      [startOfMinute, 3],
      [startOfMinute + 120_000, 1],
    ]);
    const odd = await statistics({ StartTime: new Date(startOfMinute - 60_000 + 1), Period: 120 });
    expect(odd.Datapoints?.map(({ Timestamp, Sum }) => [Timestamp?.getTime(), Sum])).toEqual([
      [startOfMinute - 60_000, 3],
      [startOfMinute + 60_000, 1],
    ]);
    const tens = await statistics({ StartTime: new Date(startOfMinute + 27_000), Period: 10 });
    expect(tens.Datapoints?.map(({ Timestamp, Sum }) => [Timestamp?.getTime(), Sum])).toEqual([
      [startOfMinute + 30_000, 2],
      [startOfMinute + 120_000, 1],
    ]);
  });

  test("gives each data point the metric's unit, and returns none for another unit", async () => {
    expect((await statistics()).Datapoints?.[0]?.Unit).toBe("Count");
    expect((await statistics({ MetricName: "TargetResponseTime" })).Datapoints?.[0]?.Unit).toBe("Seconds");
    expect((await statistics({ Unit: "Count" })).Datapoints).toHaveLength(2);
    expect((await statistics({ Unit: "Seconds" })).Datapoints).toEqual([]);
    const inUnit = (Unit: "Count" | "Seconds") => ({
      ...query("HTTPCode_ELB_502_Count", "Sum"),
      MetricStat: { ...query("HTTPCode_ELB_502_Count", "Sum").MetricStat, Unit },
    });
    const ask = async (Unit: "Count" | "Seconds") =>
      (await cloudWatch.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [inUnit(Unit)] })))
        .MetricDataResults?.[0]?.Values;
    expect([await ask("Count"), await ask("Seconds")]).toEqual([[1, 3], []]);
  });

  test("returns at most 1,440 data points from GetMetricStatistics; the error says how many were requested", async () => {
    const StartTime = new Date(startOfMinute);
    const after = (minutes: number) => ({ StartTime, EndTime: new Date(startOfMinute + minutes * 60_000) });
    await expect(statistics(after(1440))).resolves.toHaveProperty("Datapoints");
    await expect(statistics(after(1441))).rejects.toMatchObject({
      name: "InvalidParameterCombinationException",
      message:
        "You have requested up to 1,441 datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    });
  });

  test.each([
    ["no statistic", { Statistics: [] }, "MissingRequiredParameterException", "must be given"],
    [
      "a statistic that is none",
      { Statistics: ["Median" as "Sum"] },
      "InvalidParameterValueException",
      "Median",
    ],
    [
      "a percentile among the simple ones",
      { Statistics: ["p99" as "Sum"] },
      "InvalidParameterValueException",
      "p99",
    ],
    [
      "a trimmed mean as an extended one",
      { ExtendedStatistics: ["tm99"] },
      "InvalidParameterValueException",
      "tm99",
    ],
    ["a period of 7 s", { Period: 7 }, "InvalidParameterValueException", "Period"],
    [
      "a start after the end",
      { StartTime: new Date(startOfMinute + 200_000) },
      "InvalidParameterValueException",
      "StartTime",
    ],
  ])("refuses GetMetricStatistics with %s", async (_what, input, name, message) => {
    await expect(statistics(input)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  test("labels queries by what distinguishes them", async () => {
    const one = query("HTTPCode_ELB_502_Count", "Sum");
    const other = { ...query("HTTPCode_ELB_502_Count", "SampleCount", 120), Id: "n" };
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({ ...range, MetricDataQueries: [one, other] }),
    );
    expect(answer.MetricDataResults?.map(({ Label }) => Label)).toEqual([
      "HTTPCode_ELB_502_Count Sum 60",
      "HTTPCode_ELB_502_Count SampleCount 120",
    ]);
  });

  test("returns trimmed means and percentile ranks", async () => {
    expect((await data("TargetResponseTime", "PR(:0.0205)"))?.Values?.[0]).toBeCloseTo(20, 0);
    expect((await data("TargetResponseTime", "tm90"))?.Values?.[0]).toBeCloseTo(0.0455, 3);
    expect((await data("TargetResponseTime", "TM(5:6)"))?.Values).toEqual([]);
  });

  test("returns as many data points at once as requested, and the rest page by page", async () => {
    const queries = [
      query("HTTPCode_ELB_502_Count", "Sum", 1),
      { ...query("TargetResponseTime", "SampleCount", 1), Id: "n" },
    ];
    const pages: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudWatch.send(
        new GetMetricDataCommand({
          ...range,
          MetricDataQueries: queries,
          MaxDatapoints: 2,
          ScanBy: "TimestampAscending",
          NextToken,
        }),
      );
      pages.push(page.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [["m", [1, 2], "PartialData"]],
      [
        ["m", [1], "Complete"],
        ["n", [100], "Complete"],
      ],
    ]);
    const invalid = new GetMetricDataCommand({ ...range, MetricDataQueries: queries, NextToken: "bm9wZQ" });
    await expect(cloudWatch.send(invalid)).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  test.each([
    [
      "a start after the end",
      { StartTime: range.EndTime, EndTime: range.StartTime },
      "StartTime must be less",
    ],
    ["a period of 7 s", { MetricDataQueries: [query("X", "Sum", 7)] }, "Period must be"],
    ["an unknown statistic", { MetricDataQueries: [query("X", "Median")] }, "Median"],
    ["a capital at the start of an id", { MetricDataQueries: [{ ...query("X", "Sum"), Id: "M" }] }, "Id"],
    ["two queries of one id", { MetricDataQueries: [query("X", "Sum"), query("Y", "Sum")] }, "not unique"],
    [
      "metric math",
      { MetricDataQueries: [{ Id: "e", Expression: "FILL(m, 0)" }] },
      "MetricDataQueries.1.Expression",
    ],
  ])("refuses %s", async (_what, input, message) => {
    const call = cloudWatch.send(
      new GetMetricDataCommand({ MetricDataQueries: [query("X", "Sum")], ...range, ...input }),
    );
    await expect(call).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
    });
  });
});

describe("CloudWatch in the lab", () => {
  test("lets other work run between the queries of one call", async () => {
    const MetricDataQueries = Array.from({ length: 100 }, (_, index) => ({
      ...query("HTTPCode_ELB_502_Count", "Sum", 1),
      Id: `m${index}`,
    }));
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) {
        setImmediate(count);
      }
    };
    const input = { MetricDataQueries, ...range };
    const answered = Promise.resolve(getMetricData.handle(input, { metrics }, {} as CallContext)).then(() => {
      isDone = true;
    });
    count();
    await answered;
    expect(turns).toBeGreaterThanOrEqual(100);
  });

  test("returns single seconds to the lab's own console", async () => {
    const result = await data("HTTPCode_ELB_502_Count", "Sum", { Period: 1, ScanBy: "TimestampAscending" });
    expect(result?.Values).toEqual([1, 2, 1]);
    expect(result?.Timestamps?.[1]).toEqual(new Date(startOfMinute + 30_000));
  });

  test("keeps percentiles within one per cent, extremes and average exact", async () => {
    expect((await data("TargetResponseTime", "p99"))?.Values?.[0]).toBeCloseTo(0.099, 2);
    expect((await data("TargetResponseTime", "Maximum"))?.Values).toEqual([0.1]);
    expect((await data("TargetResponseTime", "Minimum"))?.Values).toEqual([0.001]);
    expect((await data("TargetResponseTime", "Average"))?.Values?.[0]).toBeCloseTo(0.0505, 6);
  });
});
