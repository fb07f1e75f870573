import { InvalidParameterValueException } from "@aws-sdk/client-cloudwatch";

/** CloudWatch's periods: 1, 5, 10, 20, 30 seconds or whole minutes, up to a day. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0 && seconds <= 86_400);
}

/** A time range in whole periods, in seconds; every period that starts before the end is whole. */
export interface PeriodRange {
  startSeconds: number;
  endSeconds: number;
  periodSeconds: number;
}

export function inWholePeriods(start: Date, end: Date, periodSeconds: number): PeriodRange {
  return {
    startSeconds: Math.floor(start.getTime() / 1000 / periodSeconds) * periodSeconds,
    endSeconds: Math.ceil(end.getTime() / 1000 / periodSeconds) * periodSeconds,
    periodSeconds,
  };
}

/** CloudWatch's invalid parameter, as GetMetricStatistics and ListMetrics say it. */
export function invalidParameter(message: string): InvalidParameterValueException {
  return new InvalidParameterValueException({ message, $metadata: {} });
}
