import { BlockList, isIPv4 } from "node:net";
import type { RuleCondition } from "../contract.ts";
import { type TextMatcher, wildcardMatcher } from "./wildcards.ts";

/** A request as rules see it. */
export interface RoutedRequest {
  method: string;
  /** In lower case, without its port; empty if none was sent. */
  host: string;
  /** Without the query. */
  path: string;
  /** Without its question mark. */
  query: string;
  /** Names and values in turn. */
  rawHeaders: readonly string[];
  sourceIp: string;
}

export type ConditionMatcher = (request: RoutedRequest) => boolean;

/** Reads a condition that `ruleFaults` has accepted. */
export function conditionMatcher(condition: RuleCondition): ConditionMatcher {
  switch (condition.field) {
    case "host-header": {
      const matchers = matchersOf(condition.values, false);
      return ({ host }) => anyMatches(matchers, host);
    }
    case "path-pattern": {
      // The guide has `&` written as in HTML.
      const matchers = matchersOf(
        condition.values.map((value) => value.replaceAll("&amp;", "&")),
        true,
      );
      return ({ path }) => anyMatches(matchers, path);
    }
    case "http-request-method":
      return ({ method }) => condition.values.includes(method);
    case "http-header":
      return headerMatcher(condition.httpHeaderName.toLowerCase(), matchersOf(condition.values, false));
    case "query-string":
      return queryMatcher(condition.values);
    case "source-ip":
      return sourceMatcher(condition.values);
  }
}

function matchersOf(values: readonly string[], caseSensitive: boolean): TextMatcher[] {
  return values.map((value) => wildcardMatcher(value, { caseSensitive }));
}

function anyMatches(matchers: readonly TextMatcher[], text: string): boolean {
  return matchers.some((matches) => matches(text));
}

/** A header that occurs several times matches if one of its values does. */
function headerMatcher(name: string, matchers: readonly TextMatcher[]): ConditionMatcher {
  return ({ rawHeaders }) => {
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i]?.toLowerCase() === name && anyMatches(matchers, rawHeaders[i + 1] ?? "")) {
        return true;
      }
    }
    return false;
  };
}

function queryMatcher(wanted: readonly { key?: string; value: string }[]): ConditionMatcher {
  const options = { caseSensitive: false, escapes: true };
  const pairs = wanted.map(({ key, value }) => ({
    key: key === undefined ? () => true : wildcardMatcher(key, options),
    value: wildcardMatcher(value, options),
  }));
  return ({ query }) =>
    query !== "" &&
    query.split("&").some((parameter) => {
      const equals = parameter.indexOf("=");
      const key = equals === -1 ? parameter : parameter.slice(0, equals);
      const value = equals === -1 ? "" : parameter.slice(equals + 1);
      return pairs.some((pair) => pair.key(key) && pair.value(value));
    });
}

function sourceMatcher(blocks: readonly string[]): ConditionMatcher {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = "", prefix] = block.split("/");
    list.addSubnet(address, Number(prefix), isIPv4(address) ? "ipv4" : "ipv6");
  }
  return ({ sourceIp }) => list.check(sourceIp, isIPv4(sourceIp) ? "ipv4" : "ipv6");
}
