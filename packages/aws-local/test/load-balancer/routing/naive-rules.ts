import type { ListenerRule, RuleCondition } from "../../../src/load-balancer/contract.ts";

/** A request as a person reads it off the wire. */
export interface NaiveRequest {
  method: string;
  /** As sent: with or without a port, in any case. */
  host: string;
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** An IPv4 address. */
  sourceIp: string;
}

/**
 * The rule that takes a request, by the sentences of the ALB user guide ("Listener rules", "Rule condition types") and nothing
 * else: slow, and written without a look at the sources. Undefined where the default rule does.
 */
export function ruleThatTakes(
  rules: readonly ListenerRule[],
  request: NaiveRequest,
): ListenerRule | undefined {
  // "Rules are evaluated in priority order, from the lowest value to the highest value. The default rule is evaluated last."
  const inOrder = [...rules].sort((a, b) => a.priority - b.priority);
  for (const rule of inOrder) {
    // "When the conditions for a rule are met, then its actions are performed."
    let met = true;
    for (const condition of rule.conditions) {
      met = met && isMet(condition, request);
    }
    if (met) {
      return rule;
    }
  }
  return undefined;
}

function isMet(condition: RuleCondition, request: NaiveRequest): boolean {
  // "The condition is satisfied if one of the strings matches."
  switch (condition.field) {
    case "host-header":
      // "A hostname is not case-sensitive."
      return condition.values.some((value) =>
        like(value.toLowerCase(), withoutPort(request.host).toLowerCase()),
      );
    case "path-pattern":
      // "The path pattern is applied only to the path of the URL, not to its query parameters. A path pattern is case-sensitive."
      return condition.values.some((value) => like(value, request.url.split("?")[0] ?? ""));
    case "http-request-method":
      // "The match evaluation is case-sensitive. Wildcard characters are not supported; the method name must be an exact match."
      return condition.values.some((value) => value === request.method);
    case "http-header":
      // "The header name and the match evaluation are not case-sensitive." "If the same header appears multiple times in the
      // request, we search them in order until a match is found."
      return request.headers.some(
        ([name, sent]) =>
          name.toLowerCase() === condition.httpHeaderName.toLowerCase() &&
          condition.values.some((value) => like(value.toLowerCase(), sent.toLowerCase())),
      );
    case "query-string":
      return condition.values.some((wanted) => queryHas(request.url, wanted));
    case "source-ip":
      return condition.values.some((block) => inBlock(request.sourceIp, block));
  }
}

function withoutPort(host: string): string {
  return host.split(":")[0] ?? "";
}

/** "* (matches 0 or more characters) and ? (matches exactly 1 character)" */
function like(pattern: string, text: string): boolean {
  if (pattern === "") {
    return text === "";
  }
  const rest = pattern.slice(1);
  if (pattern[0] === "*") {
    return like(rest, text) || (text !== "" && like(pattern, text.slice(1)));
  }
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && like(rest, text.slice(1));
}

/** "The key/value pairs or values to find in the query string. You can omit the key. The comparison is case insensitive." */
function queryHas(url: string, wanted: { key?: string; value: string }): boolean {
  if (!url.includes("?")) {
    return false;
  }
  const query = url.slice(url.indexOf("?") + 1);
  if (query === "") {
    return false;
  }
  for (const parameter of query.split("&")) {
    const [key = "", ...rest] = parameter.split("=");
    const value = rest.join("=");
    const keyFits = wanted.key === undefined || like(wanted.key.toLowerCase(), key.toLowerCase());
    if (keyFits && like(wanted.value.toLowerCase(), value.toLowerCase())) {
      return true;
    }
  }
  return false;
}

/** "The IP address must be specified in CIDR format." */
function inBlock(address: string, block: string): boolean {
  const [network = "", length = ""] = block.split("/");
  return bits(address).slice(0, Number(length)) === bits(network).slice(0, Number(length));
}

function bits(address: string): string {
  return address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
}
