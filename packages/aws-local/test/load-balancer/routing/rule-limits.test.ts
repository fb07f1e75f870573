import { describe, expect, test } from "vitest";
import type { Action, ListenerRule, RuleCondition } from "../../../src/load-balancer/contract.ts";
import { checkListener } from "../../../src/load-balancer/routing/rule-limits.ts";
import { createTargetGroup } from "../../../src/load-balancer/target-group/target-group.ts";
import { manualClock } from "../../manual-clock.ts";
import { defaultTargetGroup } from "../rig.ts";

const fixed = { type: "fixed-response", statusCode: 200 } as const;
const long = "x".repeat(129);
const group = (n: number, sticky = false) =>
  createTargetGroup({
    clock: manualClock(),
    settings: {
      ...defaultTargetGroup,
      name: `group-${n}`,
      arn: `arn:${n}`,
      ...(sticky && { stickiness: { durationSeconds: 60 } }),
    },
  });
const groups = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ targetGroup: group(n), weight: 1 }));

function faultsOf(rules: ListenerRule[], defaultAction: Action = fixed, protocol = "HTTP"): string {
  try {
    checkListener({ protocol: protocol as "HTTP", defaultAction, rules });
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as RangeError).message;
  }
}

const rule = (conditions: RuleCondition[], priority = 1): ListenerRule => ({
  priority,
  conditions,
  action: fixed,
});

describe("rules that AWS refuses, as on AWS, are refused by name", () => {
  test.for<[fault: string, conditions: RuleCondition[], priority?: number]>([
    ["priority 0 is not a whole number from 1 to 50000", [{ field: "path-pattern", values: ["/"] }], 0],
    ["priority 50001 is not", [{ field: "path-pattern", values: ["/"] }], 50_001],
    ["priority 1.5 is not", [{ field: "path-pattern", values: ["/"] }], 1.5],
    ["there is no condition", []],
    [
      "path-pattern appears twice",
      [
        { field: "path-pattern", values: ["/a"] },
        { field: "path-pattern", values: ["/b"] },
      ],
    ],
    ["path-pattern has 0 values; 1 to 3 are allowed", [{ field: "path-pattern", values: [] }]],
    ["path-pattern has 4 values", [{ field: "path-pattern", values: ["/a", "/b", "/c", "/d"] }]],
    [
      "6 values in its conditions; 5 are allowed",
      [
        { field: "path-pattern", values: ["/a", "/b", "/c"] },
        { field: "http-request-method", values: ["A", "B", "C"] },
      ],
    ],
    ["6 wildcards in its conditions; 5 are allowed", [{ field: "path-pattern", values: ["/*?*", "/*?*"] }]],
    [
      "6 wildcards",
      [
        { field: "query-string", values: [{ key: "?*", value: "\\*?**" }] },
        { field: "http-header", httpHeaderName: "A", values: ["*"] },
      ],
    ],
    ['host-header "com": must contain a dot', [{ field: "host-header", values: ["com"] }]],
    ['host-header "a.c1": must contain a dot, only letters', [{ field: "host-header", values: ["a.c1"] }]],
    ['host-header "a_b.c"', [{ field: "host-header", values: ["a_b.c"] }]],
    [`host-header "${long}": must have 1 to 128 characters`, [{ field: "host-header", values: [long] }]],
    ['path-pattern "": must have 1 to 128', [{ field: "path-pattern", values: [""] }]],
    ['path-pattern "/a b": must contain only', [{ field: "path-pattern", values: ["/a b"] }]],
    ['path-pattern "/a%20b"', [{ field: "path-pattern", values: ["/a%20b"] }]],
    [
      'http-request-method "get": must contain only A-Z - _',
      [{ field: "http-request-method", values: ["get"] }],
    ],
    [`http-request-method "${"A".repeat(41)}"`, [{ field: "http-request-method", values: ["A".repeat(41)] }]],
    ["http-header cannot match Host", [{ field: "http-header", httpHeaderName: "HOST", values: ["a"] }]],
    ['http-header name "a b"', [{ field: "http-header", httpHeaderName: "a b", values: ["a"] }]],
    [
      `http-header name "${"a".repeat(41)}"`,
      [{ field: "http-header", httpHeaderName: "a".repeat(41), values: ["a"] }],
    ],
    [
      'http-header "\u00fc": must contain only visible',
      [{ field: "http-header", httpHeaderName: "A", values: ["\u00fc"] }],
    ],
    ['query-string "\n"', [{ field: "query-string", values: [{ key: "\n", value: "a" }] }]],
    ['source-ip "192.0.2.1": must be a block', [{ field: "source-ip", values: ["192.0.2.1"] }]],
    ['source-ip "192.0.2.0/33"', [{ field: "source-ip", values: ["192.0.2.0/33"] }]],
    ['source-ip "2001:db8::/129"', [{ field: "source-ip", values: ["2001:db8::/129"] }]],
    ['source-ip "255.255.255.255/32"', [{ field: "source-ip", values: ["255.255.255.255/32"] }]],
  ])("%s", ([fault, conditions, priority]) => {
    const message = faultsOf([rule(conditions, priority)]);
    expect(message).toContain(fault);
    expect(message).toMatch(/^rule [\d.]+: /);
  });

  test.for<[fault: string, action: Action, protocol?: string]>([
    ["forward names 0 target groups", { type: "forward", targetGroups: [] }],
    ["forward names 6 target groups; 1 to 5", { type: "forward", targetGroups: groups(6) }],
    ["weight 1000 is not", { type: "forward", targetGroups: [{ targetGroup: group(1), weight: 1000 }] }],
    ["weight -1 is not", { type: "forward", targetGroups: [{ targetGroup: group(1), weight: -1 }] }],
    ["weight 0.5 is not", { type: "forward", targetGroups: [{ targetGroup: group(1), weight: 0.5 }] }],
    ["forward names arn:0 twice", { type: "forward", targetGroups: [...groups(1), ...groups(1)] }],
    [
      "stickiness duration 0",
      { type: "forward", targetGroups: groups(1), stickiness: { durationSeconds: 0 } },
    ],
    [
      "stickiness duration 604801",
      { type: "forward", targetGroups: groups(1), stickiness: { durationSeconds: 604_801 } },
    ],
    [
      "group stickiness must be enabled, since target group group-9 has sticky sessions",
      { type: "forward", targetGroups: [...groups(1), { targetGroup: group(9, true), weight: 1 }] },
    ],
    ["so it is a loop", { type: "redirect", statusCode: "HTTP_301", query: "a" }],
    [
      "so it is a loop",
      { type: "redirect", statusCode: "HTTP_301", protocol: "#{protocol}", path: "/#{path}" },
    ],
    ['protocol "ftp" is not HTTP', { type: "redirect", statusCode: "HTTP_301", protocol: "ftp" }],
    ["from HTTPS to HTTP", { type: "redirect", statusCode: "HTTP_301", protocol: "HTTP" }, "HTTPS"],
    ['port "0" is not', { type: "redirect", statusCode: "HTTP_301", port: "0" }],
    ['port "65536" is not', { type: "redirect", statusCode: "HTTP_301", port: "65536" }],
    ['path "a" does not begin', { type: "redirect", statusCode: "HTTP_301", path: "a" }],
    [
      "path contains #{query}; it may contain #{host}, #{port}, #{path}",
      { type: "redirect", statusCode: "HTTP_301", path: "/#{query}" },
    ],
    ["host contains #{path}", { type: "redirect", statusCode: "HTTP_301", host: "#{path}" }],
    [
      "query contains #{nothing}",
      { type: "redirect", statusCode: "HTTP_301", path: "/", query: "#{nothing}" },
    ],
    ["path has 129 characters", { type: "redirect", statusCode: "HTTP_301", path: `/${"x".repeat(128)}` }],
    ["other than visible ASCII", { type: "redirect", statusCode: "HTTP_301", path: "/\r\nX: 1" }],
    ["status 302 is not", { type: "fixed-response", statusCode: 302 }],
    ["status 199 is not", { type: "fixed-response", statusCode: 199 }],
    ["status 600 is not", { type: "fixed-response", statusCode: 600 }],
    ['content type "a/b" is not', { ...fixed, contentType: "a/b" }],
    ["body has 1025 characters", { ...fixed, messageBody: "x".repeat(1025) }],
  ])("an action: %s", ([fault, action, protocol]) => {
    expect(faultsOf([], action, protocol)).toContain(fault);
    expect(faultsOf([], action, protocol)).toMatch(/^default action: /);
    const taken = { ...rule([{ field: "path-pattern", values: ["/"] }]), action };
    expect(faultsOf([taken], fixed, protocol)).toContain(
      `rule 1: ${faultsOf([], action, protocol).slice(16)}`,
    );
  });

  test("a priority that two rules share, and more than a hundred rules", () => {
    const any: RuleCondition[] = [{ field: "path-pattern", values: ["/"] }];
    expect(faultsOf([rule(any, 3), rule(any, 3)])).toBe("priority 3 is in use twice");
    expect(faultsOf(Array.from({ length: 101 }, (_, n) => rule(any, n + 1)))).toBe(
      "101 rules; a load balancer can have 100 at most",
    );
  });

  test("all mistakes at once", () => {
    const message = faultsOf([rule([{ field: "path-pattern", values: [] }], 0)], { ...fixed, statusCode: 1 });
    expect(message.split("\n")).toHaveLength(3);
  });
});

test.for<[taken: boolean, condition: RuleCondition]>([
  [true, { field: "host-header", values: ["a.b"] }],
  [true, { field: "host-header", values: ["*."] }],
  [false, { field: "host-header", values: ["a.b!"] }],
  [false, { field: "host-header", values: ["!a.b"] }],
  [false, { field: "path-pattern", values: ["\u00fc/"] }],
  [false, { field: "path-pattern", values: ["/\u00fc"] }],
  [false, { field: "path-pattern", values: ["/&lt;"] }],
  [true, { field: "http-request-method", values: ["A".repeat(40)] }],
  [false, { field: "http-request-method", values: ["aGET"] }],
  [false, { field: "http-request-method", values: ["GETa"] }],
  [true, { field: "http-header", httpHeaderName: "!#$%&'*+.^_`|~0-A", values: [" ~"] }],
  [false, { field: "http-header", httpHeaderName: "", values: ["a"] }],
  [false, { field: "http-header", httpHeaderName: "\u00fca", values: ["a"] }],
  [false, { field: "http-header", httpHeaderName: "A", values: ["a\u00fc"] }],
  [false, { field: "http-header", httpHeaderName: "A", values: ["\u00fca"] }],
  [false, { field: "query-string", values: [{ key: "a", value: "\n" }] }],
  [true, { field: "query-string", values: [{ value: "x".repeat(128) }] }],
  [true, { field: "source-ip", values: ["0.0.0.0/0"] }],
  [true, { field: "source-ip", values: ["192.0.2.0/32"] }],
  [false, { field: "source-ip", values: ["192.0.2.0/1234"] }],
  [false, { field: "source-ip", values: ["192.0.2.0/24x"] }],
  [false, { field: "source-ip", values: ["192.0.2.0/"] }],
  [false, { field: "source-ip", values: ["x/24"] }],
  [false, { field: "source-ip", values: ["x/192.0.2.0/24"] }],
  [false, { field: "query-string", values: [{ value: "\n" }] }],
  [true, { field: "query-string", values: [{ key: "\\*".repeat(6), value: "a" }] }],
])("accepts, %s, the condition %j", ([taken, condition]) => {
  expect(faultsOf([rule([condition])]) === "").toBe(taken);
});

test.for<[taken: boolean, action: Action]>([
  [true, { type: "redirect", statusCode: "HTTP_301", protocol: "HTTPS" }],
  [true, { type: "redirect", statusCode: "HTTP_301", protocol: "HTTP" }],
  [true, { type: "redirect", statusCode: "HTTP_301", port: "1" }],
  [false, { type: "redirect", statusCode: "HTTP_301", port: "80x" }],
  [false, { type: "redirect", statusCode: "HTTP_301", port: "x80" }],
  [false, { type: "redirect", statusCode: "HTTP_301", port: "000080" }],
  [false, { type: "redirect", statusCode: "HTTP_301", protocol: "HTTPSX" }],
  [false, { type: "redirect", statusCode: "HTTP_301", protocol: "XHTTPS" }],
  [true, { type: "redirect", statusCode: "HTTP_301", path: `/${"x".repeat(127)}` }],
  [false, { type: "redirect", statusCode: "HTTP_301", path: "/a b" }],
  [false, { type: "redirect", statusCode: "HTTP_301", host: "\u00fc.example" }],
  [false, { type: "redirect", statusCode: "HTTP_301", host: "example.\u00fc" }],
  [false, { type: "redirect", statusCode: "HTTP_301", path: "/", query: "#{}" }],
  [true, { type: "redirect", statusCode: "HTTP_301", path: "/#{host}/#{port}/#{path}" }],
  [true, { type: "redirect", statusCode: "HTTP_301", host: "m.#{host}" }],
  [
    true,
    {
      type: "redirect",
      statusCode: "HTTP_301",
      path: "/",
      query: "#{protocol}#{host}#{port}#{path}#{query}",
    },
  ],
  [true, { type: "fixed-response", statusCode: 200, messageBody: "x".repeat(1024) }],
  [true, { type: "fixed-response", statusCode: 299 }],
  [false, { type: "fixed-response", statusCode: 300 }],
  [false, { type: "fixed-response", statusCode: 399 }],
  [true, { type: "fixed-response", statusCode: 400 }],
  [true, { type: "fixed-response", statusCode: 599 }],
  [true, { type: "fixed-response", statusCode: 200, contentType: "text/plain" }],
  [true, { type: "fixed-response", statusCode: 200, contentType: "text/css" }],
  [true, { type: "fixed-response", statusCode: 200, contentType: "text/html" }],
  [true, { type: "fixed-response", statusCode: 200, contentType: "application/javascript" }],
  [true, { type: "fixed-response", statusCode: 200, contentType: "application/json" }],
])("accepts, %s, the action %j", ([taken, action]) => {
  expect(faultsOf([], action) === "").toBe(taken);
});

test("accepts several conditions on headers and on the query in one rule", () => {
  const header = (value: string): RuleCondition => ({
    field: "http-header",
    httpHeaderName: "A",
    values: [value],
  });
  const query = (value: string): RuleCondition => ({ field: "query-string", values: [{ value }] });
  expect(faultsOf([rule([header("1"), header("2"), query("1"), query("2")])])).toBe("");
});

test("lists the allowed content types", () => {
  expect(faultsOf([], { ...fixed, contentType: "a/b" })).toBe(
    'default action: fixed-response content type "a/b" is not one of text/plain, text/css, text/html, application/javascript, application/json',
  );
});

test("accepts everything up to the limits", () => {
  const most: ListenerRule[] = Array.from({ length: 100 }, (_, n) =>
    rule(
      [
        { field: "host-header", values: ["*.a-1.com"] },
        { field: "path-pattern", values: [`/${"x".repeat(127)}`, `/_-.$~"'@:+&&amp;`] },
        { field: "http-header", httpHeaderName: "a".repeat(40), values: ["* ? * ?"] },
        { field: "source-ip", values: ["2001:db8::/128"] },
      ],
      n === 0 ? 50_000 : n,
    ),
  );
  expect(
    faultsOf(most, { type: "forward", targetGroups: groups(5).map((one) => ({ ...one, weight: 999 })) }),
  ).toBe("");
  expect(faultsOf([rule([{ field: "source-ip", values: Array(5).fill("10.0.0.0/8") }])])).toBe("");
  const redirect = {
    type: "redirect",
    statusCode: "HTTP_302",
    port: "65535",
    path: "/",
    query: "#{query}",
  } as const;
  expect(faultsOf([], redirect, "HTTPS")).toBe("");
  const sticky = [{ targetGroup: group(1, true), weight: 0 }, ...groups(1)];
  expect(
    faultsOf([], { type: "forward", targetGroups: sticky, stickiness: { durationSeconds: 604_800 } }),
  ).toBe("");
  expect(faultsOf([], { type: "forward", targetGroups: sticky.slice(0, 1) })).toBe("");
});
