import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ListenerRule, RuleCondition } from "../../../src/load-balancer/contract.ts";
import { routedRequest } from "../../../src/load-balancer/routing/routed-request.ts";
import { RuleSet } from "../../../src/load-balancer/routing/rules.ts";
import { type NaiveRequest, ruleThatTakes } from "./naive-rules.ts";

const action = { type: "fixed-response", statusCode: 200 } as const;

function ruleFor(conditions: RuleCondition[], priority = 1): ListenerRule {
  return { priority, conditions, action };
}

/** The priority of the rule that takes the request, and how many rules were looked at. */
function evaluate(rules: readonly ListenerRule[], { method, host, url, headers, sourceIp }: NaiveRequest) {
  const set = new RuleSet(
    rules.map((rule) => ({ rule, action: rule.priority })),
    0,
  );
  const request = { method, url, rawHeaders: headers.flat() };
  return set.evaluate(() => routedRequest(request, host, sourceIp));
}

const plain: NaiveRequest = {
  method: "GET",
  host: "www.example.com:8080",
  url: "/img/picture.jpg?version=v1&size=big",
  headers: [
    ["User-Agent", "Mozilla Chrome Safari"],
    ["X-Stage", "one"],
    ["x-stage", "two"],
  ],
  sourceIp: "192.0.2.77",
};

const host = (...values: string[]): RuleCondition => ({ field: "host-header", values });
const path = (...values: string[]): RuleCondition => ({ field: "path-pattern", values });
const method = (...values: string[]): RuleCondition => ({ field: "http-request-method", values });
const header = (httpHeaderName: string, ...values: string[]): RuleCondition => ({
  field: "http-header",
  httpHeaderName,
  values,
});
const query = (...values: { key?: string; value: string }[]): RuleCondition => ({
  field: "query-string",
  values,
});
const source = (...values: string[]): RuleCondition => ({ field: "source-ip", values });

describe("conditions of listener rules, as on AWS", () => {
  test.for<[meets: boolean, what: string, RuleCondition, Partial<NaiveRequest>?]>([
    [true, "a host name in another case, without its port", host("WWW.example.COM")],
    [true, "*.example.com", host("*.example.com")],
    [false, "*.example.com and the bare name", host("*.example.com"), { host: "example.com" }],
    [true, "one of several names", host("a.b", "www.example.???")],
    [false, "a request without Host", host("*.example.com"), { host: "" }],
    [true, "/img/*", path("/img/*")],
    [false, "a path in another case", path("/IMG/*")],
    [false, "the query, which is no part of the path", path("*size=big")],
    [true, "& written as in HTML", path("/a&amp;b"), { url: "/a&b" }],
    [true, "the path of a whole URL", path("/x"), { url: "http://www.example.com/x?y" }],
    [true, "the root of a whole URL without a path", path("/"), { url: "http://www.example.com" }],
    [true, "a method", method("PUT", "GET")],
    [false, "a method in another case", method("GET"), { method: "get" }],
    [false, "a method by wildcard", method("G*")],
    [true, "a header's value by wildcard, in another case", header("user-agent", "*chrome*")],
    [false, "a header's value that is only a part", header("User-Agent", "Chrome")],
    [true, "the second of two headers with one name", header("X-Stage", "TWO")],
    [false, "a header that is not there", header("X-Other", "*")],
    [true, "a key and its value in another case", query({ key: "VERSION", value: "V?" })],
    [true, "a value under any key", query({ value: "b*g" })],
    [false, "a value under another key", query({ key: "size", value: "v1" })],
    [true, "a literal asterisk", query({ key: "a", value: "\\*" }), { url: "/?a=*" }],
    [false, "a literal asterisk that is none", query({ key: "a", value: "\\*" }), { url: "/?a=b" }],
    [false, "a query that is not there", query({ value: "*" }), { url: "/img" }],
    [true, "a value with an equals sign", query({ key: "a", value: "b=c" }), { url: "/?a=b=c" }],
    [true, "an address in a block", source("198.51.100.10/32", "192.0.2.0/24")],
    [false, "an address beside it", source("192.0.2.0/26")],
    [
      true,
      "an IPv4 address on a socket of both families",
      source("192.0.2.0/24"),
      { sourceIp: "::ffff:192.0.2.1" },
    ],
    [true, "an IPv6 address", source("2001:db8::/32"), { sourceIp: "2001:db8::7" }],
    [false, "an IPv6 address beside it", source("2001:db8::/32"), { sourceIp: "2001:db9::7" }],
  ])("%s: %s", ([meets, , condition, changes]) => {
    expect(evaluate([ruleFor([condition])], { ...plain, ...changes }).action).toBe(meets ? 1 : 0);
  });

  test("all conditions of a rule must match", () => {
    const rule = ruleFor([path("/img/*"), method("GET"), header("X-Stage", "two"), header("X-Stage", "one")]);
    expect(evaluate([rule], plain).action).toBe(1);
    expect(evaluate([rule], { ...plain, method: "POST" }).action).toBe(0);
  });

  test("the matching rule with the lowest priority number takes the request, and the rules before it are evaluated", () => {
    const rules = [
      ruleFor([path("/*")], 300),
      ruleFor([path("/other")], 7),
      ruleFor([path("/img/*")], 20),
      ruleFor([path("*")], 50_000),
    ];
    expect(evaluate(rules, plain)).toEqual({ action: 20, evaluated: 2 });
    expect(evaluate(rules, { ...plain, url: "/x" })).toEqual({ action: 300, evaluated: 3 });
    expect(evaluate([ruleFor([path("/other")])], plain)).toEqual({ action: 0, evaluated: 1 });
    expect(evaluate([], plain)).toEqual({ action: 0, evaluated: 0 });
  });
});

test("a listener without rules evaluates nothing", () => {
  const evaluation = new RuleSet([], "default").evaluate(() => expect.fail("was looked at"));
  expect(evaluation).toEqual({ action: "default", evaluated: 0 });
});

/** Texts and patterns over few letters, so that they meet often. */
const letter = fc.constantFrom("a", "b", "A", ".", "/");
const text = fc.string({ unit: letter, maxLength: 8 });
const pattern = fc.string({ unit: fc.oneof(letter, fc.constantFrom("*", "?")), minLength: 1, maxLength: 6 });
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const name = fc.constantFrom("X-A", "x-a", "X-B");
const octets = fc.tuple(fc.constantFrom(10, 192), fc.nat(3), fc.constantFrom(0, 128, 255), fc.nat(255));
const address = octets.map((parts) => parts.join("."));
const condition: fc.Arbitrary<RuleCondition> = fc.oneof(
  patterns.map((values) => host(...values)),
  patterns.map((values) => path(...values)),
  fc.subarray(["GET", "POST", "PUT"], { minLength: 1 }).map((values) => method(...values)),
  fc.tuple(name, patterns).map(([one, values]) => header(one, ...values)),
  fc
    .array(fc.record({ key: pattern, value: pattern }, { requiredKeys: ["value"] }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((values) => query(...values)),
  fc
    .array(
      fc.tuple(address, fc.nat(32)).map(([one, length]) => `${one}/${length}`),
      { minLength: 1, maxLength: 3 },
    )
    .map((values) => source(...values)),
);
const rules = fc.uniqueArray(
  fc.record({
    priority: fc.integer({ min: 1, max: 20 }),
    conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
    action: fc.constant(action),
  }),
  { selector: ({ priority }) => priority, maxLength: 8 },
);
const request: fc.Arbitrary<NaiveRequest> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "get"),
  host: fc
    .tuple(text, fc.constantFrom("", ":80", ":8080"))
    .map(([one, port]) => `${one.replaceAll(":", "")}${port}`),
  url: fc
    .tuple(
      text,
      fc.option(fc.array(fc.tuple(text, fc.constantFrom("", "="), text).map((parts) => parts.join(""))), {
        nil: undefined,
      }),
    )
    .map(([one, parameters]) => `/${one}${parameters === undefined ? "" : `?${parameters.join("&")}`}`),
  headers: fc.array(fc.tuple(name, text), { maxLength: 3 }),
  sourceIp: address,
});

test("rules match as a simple reading of the user guide does", () => {
  fc.assert(
    fc.property(rules, request, (all, one) => {
      expect(evaluate(all, one).action).toBe(ruleThatTakes(all, one)?.priority ?? 0);
    }),
    { numRuns: 5_000 },
  );
});
