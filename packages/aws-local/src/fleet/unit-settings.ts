import { UserMistake } from "@soft-landing/shared/user-mistake";
import { CommandLineFault, splitWords } from "./command-line.ts";

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

/**
 * The settings of a systemd service unit that the fleet uses. Defaults as in systemd.service(5),
 * systemd.unit(5) and systemd-system.conf(5).
 */
export interface UnitSettings {
  /** The command line as written, specifiers replaced. */
  execStart: string;
  /** As written: absolute, `~`, or with a leading `-`. */
  workingDirectory: string;
  /** A leading `-` says that the file may be missing. */
  environmentFiles: string[];
  environment: Record<string, string>;
  restart: RestartPolicy;
  restartDelayMs: number;
  startLimit: { intervalMs: number; burst: number };
  stopTimeoutMs: number;
}

/**
 * Settings of [Service] that change what runs, when, or how it ends, and that the lab does not support. Other
 * settings that are not read here confine the process or order units; a process of the lab runs without them.
 */
const notPlayed = [
  "ExecCondition",
  "ExecStartPre",
  "ExecStartPost",
  "ExecStop",
  "ExecStopPost",
  "KillSignal",
  "RootDirectory",
  "RootImage",
  "UnsetEnvironment",
  "RestartPreventExitStatus",
  "RestartForceExitStatus",
  "SuccessExitStatus",
  "RuntimeMaxSec",
  "WatchdogSec",
  "RuntimeDirectory",
  "StateDirectory",
  "CacheDirectory",
  "LogsDirectory",
  "ConfigurationDirectory",
] as const;
const playedTypes = ["simple", "exec", "idle"];

/**
 * Reads the text of a service unit.
 *
 * @param name with its suffix, such as `app.service`
 * @throws UserMistake if a setting that the fleet uses cannot be read, or if there is one that the lab does
 *   not support
 */
export function parseUnit(name: string, text: string): UnitSettings {
  const unit = assignments(text);
  const all = (key: string) => (unit.get(key) ?? []).map((value) => withSpecifiers(name, key, value));
  const last = (key: string) => all(key).at(-1);
  const duration = (key: string, fallbackMs: number) => {
    const value = last(key);
    return value === undefined ? fallbackMs : parseTimeSpanMs(name, key, value);
  };
  refuseNotPlayed(name, unit);
  return {
    execStart: parseExecStart(name, all("Service.ExecStart")),
    workingDirectory: last("Service.WorkingDirectory") ?? "/",
    environmentFiles: all("Service.EnvironmentFile"),
    environment: Object.fromEntries(
      all("Service.Environment").flatMap((value) => parseEnvironment(name, value)),
    ),
    restart: parseRestart(name, last("Service.Restart") ?? "no"),
    restartDelayMs: duration("Service.RestartSec", 100),
    startLimit: {
      intervalMs: duration("Unit.StartLimitIntervalSec", 10_000),
      burst: parseCount(name, "Unit.StartLimitBurst", last("Unit.StartLimitBurst") ?? "5"),
    },
    stopTimeoutMs: duration("Service.TimeoutStopSec", 90_000),
  };
}

/** The command line of a unit, if only that is needed; empty if it has none. */
export function execStartOf(text: string): string {
  return assignments(text).get("Service.ExecStart")?.at(-1) ?? "";
}

function refuseNotPlayed(name: string, unit: ReadonlyMap<string, string[]>): void {
  const key = notPlayed.find((setting) => (unit.get(`Service.${setting}`) ?? []).length > 0);
  if (key !== undefined) {
    throw unitMistake(
      name,
      `${key}=${unit.get(`Service.${key}`)?.[0]}`,
      `The lab supports a unit's ExecStart, its environment, its restarts and its stop timeout, but not ${key}.`,
    );
  }
  const type = unit.get("Service.Type")?.at(-1);
  if (type !== undefined && !playedTypes.includes(type)) {
    throw unitMistake(name, `Type=${type}`, `The lab supports the types ${playedTypes.join(", ")}.`);
  }
}

function unitMistake(name: string, setting: string, remedy: string): UserMistake {
  return new UserMistake(`The unit ${name} in the launch template's user data says ${setting}.`, remedy);
}

function parseExecStart(name: string, lines: readonly string[]): string {
  const [line, another] = lines;
  if (line === undefined) {
    throw new UserMistake(
      `The unit ${name} in the launch template's user data has no ExecStart=.`,
      "Give it the command that starts the server.",
    );
  }
  if (another !== undefined) {
    throw unitMistake(name, `ExecStart=${another} besides ExecStart=${line}`, "systemd allows only one.");
  }
  return line;
}

/** Specifiers that mean the same here as on an instance (systemd.unit(5), "Specifiers"). */
function withSpecifiers(name: string, key: string, value: string): string {
  const stem = name.replace(/\.[a-z]+$/, "");
  const known: Readonly<Record<string, string>> = { "%%": "%", "%n": name, "%N": stem, "%p": stem };
  return value.replaceAll(/%[a-zA-Z%]/g, (specifier) => {
    const replacement = known[specifier];
    if (replacement === undefined) {
      throw unitMistake(
        name,
        `${key.split(".")[1]}=${value}`,
        `The lab supports these specifiers of systemd: ${Object.keys(known).join(", ")}.`,
      );
    }
    return replacement;
  });
}

/** `Section.Key` to its values in order. An empty assignment resets, as in systemd.syntax(7). */
function assignments(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let section = "";
  for (const line of text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const trimmed = line.trim();
    // Stryker disable next-line all: no setting has the name of a comment, so nobody sees one that is read.
    if (trimmed.startsWith("#") || trimmed.startsWith(";")) {
      continue;
    }
    const header = /^\[(.+)\]$/.exec(trimmed);
    if (header?.[1] !== undefined) {
      section = header[1];
      continue;
    }
    const equals = trimmed.indexOf("=");
    if (equals === -1) {
      continue;
    }
    const name = `${section}.${trimmed.slice(0, equals).trimEnd()}`;
    const value = trimmed.slice(equals + 1).trimStart();
    found.set(name, value === "" ? [] : [...(found.get(name) ?? []), value]);
  }
  return found;
}

function parseRestart(name: string, value: string): RestartPolicy {
  const policy = restartPolicies.find((known) => known === value);
  if (policy !== undefined) {
    return policy;
  }
  throw unitMistake(name, `Restart=${value}`, `systemd supports ${restartPolicies.join(", ")}.`);
}

function parseCount(name: string, key: string, value: string): number {
  if (/^\d+$/.test(value)) {
    return Number(value);
  }
  throw unitMistake(name, `${key.split(".")[1]}=${value}`, "Give a number.");
}

function parseEnvironment(name: string, value: string): [name: string, value: string][] {
  try {
    return splitWords(value).flatMap((word) => {
      const [, key, content = ""] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)/s.exec(word) ?? [];
      return key === undefined ? [] : [[key, content]];
    });
  } catch (error) {
    if (error instanceof CommandLineFault) {
      throw unitMistake(name, `Environment=${value}`, `It cannot be read: ${error.message}.`);
    }
    throw error;
  }
}

/** `KEY=value` lines, comments and quotes as systemd reads an EnvironmentFile. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const entries = lines.flatMap((line) => {
    const [, name, value = ""] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)/.exec(line) ?? [];
    return name === undefined ? [] : [[name, unquote(value)] as const];
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
export function parseTimeSpanMs(name: string, key: string, value: string): number {
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
  throw unitMistake(name, `${key.split(".")[1]}=${value}`, "Give a time span such as 2, 500ms or 1min 30s.");
}
