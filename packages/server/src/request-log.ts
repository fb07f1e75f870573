import { degradedMetric } from "@soft-landing/shared/degraded-metric";
import type { Context, Next } from "koa";
import type { Answer } from "./handlers/answer.ts";
import type { Logger } from "./log.ts";

declare module "koa" {
  interface DefaultState {
    /** Set by the page's route: the kind of answer, for the log. */
    answer?: Answer;
    /** Set by a route with too many uninteresting requests to log. */
    unlogged?: boolean;
  }
}

/**
 * One line for each request: the request, the answer, how long it took and, if the answer is degraded, why. A
 * degraded answer counts as a metric in CloudWatch's embedded metric format.
 *
 * @param table the dimension that distinguishes the stacks of an account
 */
export function requestLog(log: Logger, build: string, table: string) {
  return async (context: Context, next: Next): Promise<void> => {
    const startMs = performance.now();
    await next();
    if (context.state.unlogged) {
      return;
    }
    const { answer } = context.state;
    const line = {
      traceId: context.get("x-amzn-trace-id") || undefined,
      method: context.method,
      path: context.state.path,
      status: context.status,
      durationMs: Math.round((performance.now() - startMs) * 1_000) / 1_000,
    };
    if (answer === undefined) {
      log.info(line, "request");
    } else if (answer.personal) {
      log.info({ ...line, personal: true }, "request");
    } else {
      const { dependency, error, message } = answer.diagnostic;
      const reason = { personal: false, dependency, error: { name: error, message } };
      log.warn({ ...line, ...reason, ...degradedAnswerMetric(build, table) }, "request");
    }
  };
}

/** CloudWatch's embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function degradedAnswerMetric(build: string, table: string) {
  const { namespace, metricName, unit, dimensionNames } = degradedMetric;
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: namespace, Dimensions: [dimensionNames], Metrics: [{ Name: metricName, Unit: unit }] },
      ],
    },
    Build: build,
    Table: table,
    [metricName]: 1,
  };
}
