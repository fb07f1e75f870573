import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "CloudWatch";
const file = "stand-ins/cloudwatch/cloudwatch.test.ts";

/** What the tests prove of CloudWatch in the lab, and what is left out. */
export const cloudWatchFidelity: StandInFidelity = {
  rows: [
    {
      id: "cloudwatch.periods",
      area,
      behaviour: "Data points stand at whole minutes, newest first; where nothing happened there is none.",
      fact: "Periods are aligned; Elastic Load Balancing reports only when there is something to report.",
      source:
        "CloudWatch API Reference, GetMetricData; Application Load Balancer User Guide, “CloudWatch metrics”",
      test: {
        file,
        name: "sums over whole minutes, newest first, and has no data point where nothing happened",
      },
    },
    {
      id: "cloudwatch.scan-by",
      area,
      behaviour: "Ascending order on demand.",
      fact: "ScanBy.",
      source: "CloudWatch API Reference, GetMetricData",
      test: { file, name: "turns the order where it is asked to" },
    },
    {
      id: "cloudwatch.no-zeros",
      area,
      behaviour: "A count that was never anything but zero has no data at all.",
      fact: "HTTPCode_* are reported when they are not zero.",
      source: "Application Load Balancer User Guide, “CloudWatch metrics”",
      test: { file, name: "answers for a metric that never was with an empty list, not with zeros" },
    },
    {
      id: "cloudwatch.samples",
      area,
      behaviour: "Each request is a sample of 1, so that Average, Minimum and Maximum are 1.",
      fact: "Of RequestCount only Sum says something; the other statistics return 1.",
      source: "Application Load Balancer User Guide, “CloudWatch metrics”",
      test: { file, name: "counts every request as a sample of one" },
    },
    {
      id: "cloudwatch.dimensions",
      area,
      behaviour: "Only the exact set of dimensions finds a metric.",
      fact: "CloudWatch does not add up over dimensions by itself.",
      source: "CloudWatch User Guide, “Dimensions”",
      test: { file, name: "wants exactly the published dimensions" },
    },
    {
      id: "cloudwatch.list",
      area,
      behaviour: "ListMetrics knows metrics that have had data.",
      fact: "A metric exists from its first data point on.",
      source: "CloudWatch API Reference, ListMetrics",
      test: { file, name: "lists metrics that have had data, by namespace, name and dimension" },
    },
    {
      id: "cloudwatch.statistics",
      area,
      behaviour: "GetMetricStatistics with statistics and percentiles.",
      fact: "The older call.",
      source: "CloudWatch API Reference, GetMetricStatistics",
      test: { file, name: "answers the older GetMetricStatistics as well" },
    },
    {
      id: "cloudwatch.validation",
      area,
      behaviour: "Wrong ranges, periods, statistics and ids are refused.",
      fact: "Validation errors.",
      source: "CloudWatch API Reference, GetMetricData",
      test: { file, name: "refuses %s" },
    },
    {
      id: "cloudwatch.protocols",
      area,
      behaviour: "The same typed answers over JSON 1.0, CBOR and query.",
      fact: "Clients choose: the JavaScript SDK JSON, botocore CBOR or JSON, older ones query.",
      source: "AWS’s Smithy models in the SDK; botocore’s service model",
      test: {
        file: "stand-ins/aws-endpoint/protocols.test.ts",
        name: "gives the same typed answer, strings escaped",
      },
    },
    {
      id: "cloudwatch.protocol-errors",
      area,
      behaviour: "Modelled errors reach the client as such over each protocol.",
      fact: "awsQueryCompatible: x-amzn-query-error.",
      source: "AWS’s Smithy models in the SDK",
      test: { file: "stand-ins/aws-endpoint/protocols.test.ts", name: "gives the same modelled error" },
    },
    {
      id: "cloudwatch.protocol-empty",
      area,
      behaviour: "A call without input works over each protocol.",
      fact: "ListMetrics has no required member.",
      source: "AWS’s Smithy models in the SDK",
      test: { file: "stand-ins/aws-endpoint/protocols.test.ts", name: "takes a call without any input" },
    },
  ],
  notImitated: [
    {
      area,
      what: "The delay of a minute or more until a metric shows up",
      why: "The lab gives the running minute at once: nobody learns from waiting. `walkthrough --aws` waits.",
    },
    {
      area,
      what: "No data below a minute for Elastic Load Balancing",
      why: "Periods from one second on work for every metric: the console and the reports plot them.",
    },
    {
      area,
      what: "Metric math, Metrics Insights, anomaly bands",
      why: "The story needs sums and percentiles; the refusal names the expression.",
    },
    {
      area,
      what: "Alarms and dashboards",
      why: "They are in the program and its tests; the lab has no evaluator for them.",
    },
    { area, what: "Fifteen months of history", why: "The lab keeps three hours, in memory." },
  ],
};
