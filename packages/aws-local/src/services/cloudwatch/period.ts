import { InvalidParameterValueException } from "@aws-sdk/client-cloudwatch";

/** CloudWatch's periods: 1, 5, 10, 20, 30 seconds or whole minutes, up to a day. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0 && seconds <= 86_400);
}

/** A time range in whole periods, in seconds. Every period that starts before the end is complete. */
export interface PeriodRange {
  startSeconds: number;
  endSeconds: number;
  periodSeconds: number;
}

/** Periods by the clock, as in GetMetricData: the first is the one that contains the start. */
export function periodsByClock(start: Date, end: Date, periodSeconds: number): PeriodRange {
  return {
    startSeconds: floorTo(periodSeconds, start),
    endSeconds: Math.ceil(end.getTime() / 1000 / periodSeconds) * periodSeconds,
    periodSeconds,
  };
}

/**
 * Periods that run from the start, as in GetMetricStatistics. The start is rounded down to the minute, or to
 * the period if that is shorter (CloudWatch API Reference, GetMetricStatistics, StartTime).
 */
export function periodsFromStart(start: Date, end: Date, periodSeconds: number): PeriodRange {
  const startSeconds = floorTo(Math.min(60, periodSeconds), start);
  const periods = Math.ceil((end.getTime() / 1000 - startSeconds) / periodSeconds);
  return { startSeconds, endSeconds: startSeconds + periods * periodSeconds, periodSeconds };
}

function floorTo(seconds: number, time: Date): number {
  return Math.floor(time.getTime() / 1000 / seconds) * seconds;
}

/** CloudWatch's error for an invalid parameter, as in GetMetricStatistics and ListMetrics. */
export function invalidParameter(message: string): InvalidParameterValueException {
  return new InvalidParameterValueException({ message, $metadata: {} });
}
