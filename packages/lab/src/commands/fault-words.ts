import type { Fault } from "@soft-landing/shared/lab-api";

/** A fault in words, such as `dynamodb GetItem from zone us-east-1a: half a second later, 50 %`. */
export function faultWords(fault: Omit<Fault, "id">): string {
  const { service, operation, probability, error, latencyMs, latencyJitterMs, hang, target } = fault;
  const calls = [service ?? "every service", operation].filter((part) => part !== undefined).join(" ");
  const callers = [
    target?.instance === undefined ? [] : [`from ${target.instance}`],
    target?.availabilityZone === undefined ? [] : [`from zone ${target.availabilityZone}`],
  ].flat();
  const effects = [
    error === undefined ? [] : [`${error.code} (HTTP ${error.statusCode})`],
    latencyMs === undefined
      ? []
      : [`${latencyMs} ms later${latencyJitterMs ? ` ± ${latencyJitterMs} ms` : ""}`],
    hang ? ["no answer at all"] : [],
  ].flat();
  const share = probability === 1 ? [] : [`for ${Math.round(probability * 100)} % of the calls`];
  return `${[calls, ...callers].join(" ")}: ${[...effects, ...share].join(", ")}`;
}
