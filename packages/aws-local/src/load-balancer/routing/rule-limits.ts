import { isIP } from "node:net";
import type {
  Action,
  FixedResponseAction,
  ForwardAction,
  ListenerRule,
  ListenerSettings,
  RedirectAction,
  RuleCondition,
} from "../contract.ts";
import { wildcardsIn } from "./wildcards.ts";

/**
 * The limits of rules and actions (ALB user guide, "Quotas" and "Rule condition types"; ELBv2 API Reference).
 */
const limits = {
  rules: 100,
  priority: 50_000,
  valuesPerRule: 5,
  wildcardsPerRule: 5,
  valuesPerCondition: 3,
  valueLength: 128,
  headerNameLength: 40,
  methodLength: 40,
  targetGroups: 5,
  weight: 999,
  stickySeconds: 604_800,
  messageBody: 1024,
} as const;

/**
 * Checks a listener's actions and rules.
 *
 * @throws RangeError that names every value AWS would refuse, where it is and what is allowed
 */
export function checkListener(
  settings: Pick<ListenerSettings, "protocol" | "defaultAction" | "rules">,
): void {
  const { protocol, defaultAction, rules = [] } = settings;
  const faults = [
    ...actionFaults(defaultAction, protocol).map((fault) => `default action: ${fault}`),
    ...rules.flatMap((rule) =>
      [...ruleFaults(rule), ...actionFaults(rule.action, protocol)].map(
        (fault) => `rule ${rule.priority}: ${fault}`,
      ),
    ),
    ...repeated(rules.map(({ priority }) => priority)).map(
      (priority) => `priority ${priority} is in use twice`,
    ),
  ];
  if (rules.length > limits.rules) {
    faults.push(`${rules.length} rules; a load balancer can have ${limits.rules} at most`);
  }
  if (faults.length > 0) {
    throw new RangeError(faults.join("\n"));
  }
}

function ruleFaults({ priority, conditions }: ListenerRule): string[] {
  const values = conditions.flatMap(({ values }): unknown[] => [...values]).length;
  const wildcards = conditions.reduce((sum, condition) => sum + wildcardsOf(condition), 0);
  const once = conditions.map(({ field }) => field).filter((field) => !mayRepeat.has(field));
  return [
    ...(isWhole(priority, 1, limits.priority)
      ? []
      : [`priority ${priority} is not a whole number from 1 to ${limits.priority}`]),
    ...(conditions.length === 0 ? ["there is no condition"] : []),
    ...repeated(once).map((field) => `${field} appears twice; a rule can have one such condition at most`),
    ...(values > limits.valuesPerRule
      ? [`${values} values in its conditions; ${limits.valuesPerRule} are allowed`]
      : []),
    ...(wildcards > limits.wildcardsPerRule
      ? [`${wildcards} wildcards in its conditions; ${limits.wildcardsPerRule} are allowed`]
      : []),
    ...conditions.flatMap(conditionFaults),
  ];
}

/** The others may occur once in a rule. */
const mayRepeat: ReadonlySet<string> = new Set(["http-header", "query-string"]);

function wildcardsOf(condition: RuleCondition): number {
  switch (condition.field) {
    case "http-request-method":
    case "source-ip":
      return 0;
    case "query-string":
      return condition.values.reduce(
        (sum, { key = "", value }) => sum + wildcardsIn(key, true) + wildcardsIn(value, true),
        0,
      );
    default:
      return condition.values.reduce((sum, value) => sum + wildcardsIn(value), 0);
  }
}

function conditionFaults(condition: RuleCondition): string[] {
  const most = condition.field === "source-ip" ? limits.valuesPerRule : limits.valuesPerCondition;
  const { length } = condition.values;
  return [
    ...(length === 0 || length > most
      ? [`${condition.field} has ${length} values; 1 to ${most} are allowed`]
      : []),
    ...(condition.field === "http-header" ? headerNameFaults(condition.httpHeaderName) : []),
    ...valuesOf(condition).flatMap((value) => {
      const expected = expectation(condition.field, value);
      return expected === undefined ? [] : [`${condition.field} "${value}": ${expected}`];
    }),
  ];
}

function valuesOf(condition: RuleCondition): string[] {
  return condition.field === "query-string"
    ? condition.values.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]))
    : [...condition.values];
}

function headerNameFaults(name: string): string[] {
  if (name.toLowerCase() === "host") {
    return ["http-header cannot match Host; use a host-header condition"];
  }
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/.test(name)
    ? []
    : [`http-header name "${name}" is not 1 to ${limits.headerNameLength} characters of RFC 7230`];
}

/** What a value should be; undefined if it is correct. */
function expectation(field: RuleCondition["field"], value: string): string | undefined {
  if (value === "" || value.length > limits.valueLength) {
    return `must have 1 to ${limits.valueLength} characters`;
  }
  switch (field) {
    case "host-header":
      return /^[A-Za-z0-9.*?-]*\.[A-Za-z*?]*$/.test(value)
        ? undefined
        : "must contain a dot, only letters after the last dot, and otherwise A-Z a-z 0-9 - . * ?";
    case "path-pattern":
      return /^(?:&amp;|[A-Za-z0-9_.$/~"'@:+&*?-])*$/.test(value)
        ? undefined
        : `must contain only A-Z a-z 0-9 _ - . $ / ~ " ' @ : + & * ?`;
    case "http-request-method":
      return /^[A-Z_-]{1,40}$/.test(value)
        ? undefined
        : `must contain only A-Z - _, ${limits.methodLength} characters at most`;
    case "source-ip":
      return isCidr(value) ? undefined : "must be a block of addresses in CIDR format, such as 192.0.2.0/24";
    default:
      return /^[\x20-\x7e]*$/.test(value) ? undefined : "must contain only visible ASCII characters";
  }
}

function isCidr(value: string): boolean {
  const [, address = "", prefix = ""] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128) && value !== "255.255.255.255/32";
}

function actionFaults(action: Action, listenerProtocol: string): string[] {
  switch (action.type) {
    case "forward":
      return forwardFaults(action);
    case "redirect":
      return redirectFaults(action, listenerProtocol);
    case "fixed-response":
      return fixedResponseFaults(action);
  }
}

function forwardFaults({ targetGroups, stickiness }: ForwardAction): string[] {
  const { length } = targetGroups;
  const sticky = targetGroups.find(({ targetGroup }) => targetGroup.settings.stickiness);
  return [
    ...(length === 0 || length > limits.targetGroups
      ? [`forward names ${length} target groups; 1 to ${limits.targetGroups} are allowed`]
      : []),
    ...targetGroups
      .filter(({ weight }) => !isWhole(weight, 0, limits.weight))
      .map(({ weight }) => `weight ${weight} is not a whole number from 0 to ${limits.weight}`),
    ...repeated(targetGroups.map(({ targetGroup }) => targetGroup.settings.arn)).map(
      (arn) => `forward names ${arn} twice`,
    ),
    ...(stickiness && !isWhole(stickiness.durationSeconds, 1, limits.stickySeconds)
      ? [
          `stickiness duration ${stickiness.durationSeconds} is not a whole number of seconds from 1 to ${limits.stickySeconds}`,
        ]
      : []),
    ...(length > 1 && sticky && !stickiness
      ? [
          `group stickiness must be enabled, since target group ${sticky.targetGroup.settings.name} has sticky sessions`,
        ]
      : []),
  ];
}

/** The placeholders that each part of a redirect may contain. */
const placeholders = {
  protocol: ["protocol"],
  host: ["host"],
  port: ["port"],
  path: ["host", "port", "path"],
  query: ["protocol", "host", "port", "path", "query"],
} as const;

function redirectFaults(action: RedirectAction, listenerProtocol: string): string[] {
  const { protocol = "#{protocol}", host = "#{host}", port = "#{port}", path = "/#{path}" } = action;
  const unchanged =
    protocol === "#{protocol}" && host === "#{host}" && port === "#{port}" && path === "/#{path}";
  return [
    ...(unchanged ? ["redirect changes neither protocol, host, port nor path, so it is a loop"] : []),
    ...(/^(?:HTTPS?|#\{protocol\})$/.test(protocol)
      ? []
      : [`redirect protocol "${protocol}" is not HTTP, HTTPS or #{protocol}`]),
    ...(listenerProtocol === "HTTPS" && protocol === "HTTP"
      ? ["redirect from HTTPS to HTTP is not allowed"]
      : []),
    ...(port === "#{port}" || (/^\d{1,5}$/.test(port) && isWhole(Number(port), 1, 65_535))
      ? []
      : [`redirect port "${port}" is not 1 to 65535 or #{port}`]),
    ...(path.startsWith("/") ? [] : [`redirect path "${path}" does not begin with a slash`]),
    ...(["host", "path", "query"] as const).flatMap((part) => partFaults(part, action[part])),
  ];
}

function partFaults(part: "host" | "path" | "query", value: string | undefined): string[] {
  if (value === undefined) {
    return [];
  }
  const allowed: readonly string[] = placeholders[part];
  const unknown = [...value.matchAll(/#\{([^}]*)\}/g)].find(([, name = ""]) => !allowed.includes(name));
  return [
    ...(value.length > limits.valueLength
      ? [`redirect ${part} has ${value.length} characters; ${limits.valueLength} are allowed`]
      : []),
    ...(unknown
      ? [
          `redirect ${part} contains ${unknown[0]}; it may contain ${allowed.map((name) => `#{${name}}`).join(", ")}`,
        ]
      : []),
    ...(/^[\x21-\x7e]*$/.test(value)
      ? []
      : [`redirect ${part} "${value}" contains other than visible ASCII characters`]),
  ];
}

const contentTypes = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];

function fixedResponseFaults({ statusCode, contentType, messageBody = "" }: FixedResponseAction): string[] {
  return [
    ...(isWhole(statusCode, 200, 599) && !isWhole(statusCode, 300, 399)
      ? []
      : [`fixed-response status ${statusCode} is not 2XX, 4XX or 5XX`]),
    ...(contentType === undefined || contentTypes.includes(contentType)
      ? []
      : [`fixed-response content type "${contentType}" is not one of ${contentTypes.join(", ")}`]),
    ...(messageBody.length > limits.messageBody
      ? [`fixed-response body has ${messageBody.length} characters; ${limits.messageBody} are allowed`]
      : []),
  ];
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && from <= value && value <= to;
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}
