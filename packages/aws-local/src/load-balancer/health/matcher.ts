/** Says whether a status code passes the health check. */
export type StatusMatcher = (statusCode: number) => boolean;

/**
 * Reads Matcher.HttpCode as in the API: codes and ranges in 200-499, separated by commas (`200,202`,
 * `200-299`). Throws a RangeError that names the part it cannot read.
 */
export function statusMatcher(matcher: string): StatusMatcher {
  const ranges = matcher.split(",").map((part) => readRange(part.trim(), matcher));
  return (statusCode) => ranges.some(([from, to]) => from <= statusCode && statusCode <= to);
}

function readRange(part: string, matcher: string): readonly [number, number] {
  const [, first, last = first] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
  const from = Number(first);
  const to = Number(last);
  if (first === undefined || from < 200 || to > 499 || from > to) {
    throw new RangeError(
      `health check matcher "${matcher}": "${part}" is not a status code or range within 200-499; write it like "200", "200,202" or "200-299"`,
    );
  }
  return [from, to];
}
