/** Shown when CloudWatch would have no data point. Never a zero. */
export const noData = "No data";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? noData : whole.format(count);
}

/** Milliseconds, or seconds from 10 s on. */
export function formatMs(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) {
    return noData;
  }
  if (milliseconds >= 10_000) {
    return `${oneDigit.format(milliseconds / 1000)} s`;
  }
  return `${milliseconds < 10 ? oneDigit.format(milliseconds) : whole.format(milliseconds)} ms`;
}

/** With one decimal place if the parts are few enough to add up in one's head. */
export function formatRate(perSecond: number): string {
  return `${perSecond < 100 ? oneDigit.format(perSecond) : whole.format(perSecond)}/s`;
}

/** A share from 0 to 1 in percent. Only a share of exactly 0 or 1 is shown as 0 % or 100 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) {
    return "<1 %";
  }
  if (percent > 99 && percent < 100) {
    return ">99 %";
  }
  return `${Math.round(percent)} %`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) {
    return `${bytes} B`;
  }
  if (bytes < 1_000_000) {
    return `${oneDigit.format(bytes / 1000)} KB`;
  }
  return `${oneDigit.format(bytes / 1_000_000)} MB`;
}

/** `1 target`, `3 targets`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
