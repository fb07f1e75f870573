import { UserMistake } from "@soft-landing/shared/user-mistake";

export const restartPolicies = [
  "no",
  "on-success",
  "on-failure",
  "on-abnormal",
  "on-watchdog",
  "on-abort",
  "always",
] as const;
export type RestartPolicy = (typeof restartPolicies)[number];

/** What the fleet keeps of a systemd service unit. Defaults as systemd.service(5), systemd.unit(5) and systemd-system.conf(5). */
export interface UnitSettings {
  execStart: string;
  environmentFiles: string[];
  environment: Record<string, string>;
  restart: RestartPolicy;
  restartDelayMs: number;
  startLimit: { intervalMs: number; burst: number };
  stopTimeoutMs: number;
}

/** Reads the text of a service unit. @throws UserMistake where a setting that the fleet goes by cannot be read */
export function parseUnit(text: string): UnitSettings {
  const unit = assignments(text);
  const last = (key: string) => unit.get(key)?.at(-1);
  const duration = (key: string, fallbackMs: number) => {
    const value = last(key);
    return value === undefined ? fallbackMs : parseTimeSpanMs(value, key);
  };
  return {
    execStart: last("Service.ExecStart") ?? "",
    environmentFiles: unit.get("Service.EnvironmentFile") ?? [],
    environment: Object.assign({}, ...(unit.get("Service.Environment") ?? []).map(parseEnvironment)),
    restart: parseRestart(last("Service.Restart") ?? "no"),
    restartDelayMs: duration("Service.RestartSec", 100),
    startLimit: {
      intervalMs: duration("Unit.StartLimitIntervalSec", 10_000),
      burst: Number(last("Unit.StartLimitBurst") ?? 5),
    },
    stopTimeoutMs: duration("Service.TimeoutStopSec", 90_000),
  };
}

/** `Section.Key` to its values in order; an empty assignment resets, as systemd.syntax(7) has it. */
function assignments(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let section = "";
  for (const line of text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) {
      continue;
    }
    const header = /^\[(.+)\]$/.exec(trimmed);
    if (header?.[1] !== undefined) {
      section = header[1];
      continue;
    }
    const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(trimmed) ?? [];
    if (key === undefined || value === undefined) {
      continue;
    }
    const name = `${section}.${key}`;
    found.set(name, value === "" ? [] : [...(found.get(name) ?? []), value]);
  }
  return found;
}

function parseRestart(value: string): RestartPolicy {
  const policy = restartPolicies.find((known) => known === value);
  if (policy !== undefined) {
    return policy;
  }
  throw new UserMistake(
    `The unit in the launch template's user data says Restart=${value}.`,
    `systemd knows ${restartPolicies.join(", ")}.`,
  );
}

function parseEnvironment(value: string): Record<string, string> {
  const pairs = value.matchAll(/"([^"=]+)=([^"]*)"|([^\s=]+)=(\S*)/g);
  return Object.fromEntries(
    [...pairs].map(([, quotedName, quoted, name, plain]) => [quotedName ?? name, quoted ?? plain]),
  );
}

/** `KEY=value` lines, comments and quotes as systemd reads an EnvironmentFile. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const entries = lines.flatMap((line) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, unquote(value)] as const];
  });
  return Object.fromEntries(entries);
}

function unquote(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}

const spanUnitsMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  "": 1_000,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** A systemd.time(7) span such as `2`, `500ms` or `1min 30s`, in milliseconds. */
export function parseTimeSpanMs(value: string, key: string): number {
  if (value === "infinity") {
    return Number.POSITIVE_INFINITY;
  }
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/g)];
  const readable = parts.map((part) => part[0]).join("") === value && parts.length > 0;
  const amounts = parts.map(([, amount, unit]) => Number(amount) * (spanUnitsMs[unit ?? ""] ?? Number.NaN));
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (readable && Number.isFinite(total)) {
    return total;
  }
  throw new UserMistake(
    `The unit in the launch template's user data says ${key.split(".")[1]}=${value}.`,
    "Give a time span such as 2, 500ms or 1min 30s.",
  );
}
