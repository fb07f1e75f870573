import { describe, expect, test } from "vitest";
import {
  execStartOf,
  parseEnvironmentFile,
  parseTimeSpanMs,
  parseUnit,
} from "../../src/fleet/unit-settings.ts";
import { mistakeOf } from "./mistake-of.ts";

describe("a service unit", () => {
  test("has systemd's defaults", () => {
    expect(parseUnit("app.service", "[Service]\nExecStart=/opt/start\n")).toEqual({
      execStart: "/opt/start",
      workingDirectory: "/",
      environmentFiles: [],
      environment: {},
      restart: "no",
      restartDelayMs: 100,
      startLimit: { intervalMs: 10_000, burst: 5 },
      stopTimeoutMs: 90_000,
    });
  });

  test("is read with comments, continued lines, lists and resets", () => {
    const unit = parseUnit(
      "app.service",
      [
        "[Unit]",
        "StartLimitIntervalSec=1min",
        "StartLimitBurst=3",
        "[Service]",
        "# Restart=no",
        "; Restart=no",
        "ExecStart=/bin/false",
        "ExecStart=",
        "ExecStart=/opt/start \\",
        "  --fast",
        'Environment=A=1 "B=two words"',
        "Environment=A=3",
        "EnvironmentFile=-/etc/one",
        "EnvironmentFile=/etc/two",
        "Restart=always",
        "RestartSec=1500ms",
        "TimeoutStopSec=infinity",
      ].join("\n"),
    );
    expect(unit).toEqual({
      execStart: "/opt/start    --fast",
      workingDirectory: "/",
      environmentFiles: ["-/etc/one", "/etc/two"],
      environment: { A: "3", B: "two words" },
      restart: "always",
      restartDelayMs: 1_500,
      startLimit: { intervalMs: 60_000, burst: 3 },
      stopTimeoutMs: Number.POSITIVE_INFINITY,
    });
  });

  test("is read past lines that are not assignments, as systemd reads it", () => {
    const unit = parseUnit(
      "app.service",
      "[Service]\nExecStart=/opt/start\nnonsense\nExecStarts\n=nothing\n#Restart=no\nRestart=always\n",
    );
    expect(unit).toMatchObject({ execStart: "/opt/start", restart: "always" });
  });

  test("without a command is refused with the remedy", () => {
    expect(() => parseUnit("app.service", "[Service]\nRestart=always\n")).toThrow(
      expect.objectContaining({
        message: "The unit app.service in the launch template's user data has no ExecStart=.",
        remedy: "Give it the command that starts the server.",
      }),
    );
  });

  test("with an unknown Restart= is refused with the known ones", () => {
    expect(() => parseUnit("app.service", "[Service]\nExecStart=/a\nRestart=sometimes\n")).toThrow(
      /Restart=sometimes/,
    );
  });
});

/** The mistake in a unit with these lines in its [Service]. */
const mistakeIn = (...lines: string[]) =>
  mistakeOf(() => parseUnit("app.service", ["[Service]", ...lines].join("\n")));
const says = (setting: string) => `The unit app.service in the launch template's user data says ${setting}.`;
const started = (...lines: string[]) =>
  parseUnit("app.service", ["[Service]", "ExecStart=/a", ...lines].join("\n"));

describe("a service unit is refused, with the remedy, for", () => {
  test.each([
    ...["ExecCondition", "ExecStartPre", "ExecStartPost", "ExecStop", "ExecStopPost", "KillSignal"],
    ...[
      "RootDirectory",
      "RootImage",
      "UnsetEnvironment",
      "RestartPreventExitStatus",
      "RestartForceExitStatus",
    ],
    ...["SuccessExitStatus", "RuntimeMaxSec", "WatchdogSec", "RuntimeDirectory", "StateDirectory"],
    ...["CacheDirectory", "LogsDirectory", "ConfigurationDirectory"],
  ])("%s", (setting) => {
    expect(mistakeIn("ExecStart=/a", `${setting}=/b`, `${setting}=/c`)).toMatchObject({
      message: says(`${setting}=/b`),
      remedy: `The lab supports a unit's ExecStart, its environment, its restarts and its stop timeout, but not ${setting}.`,
    });
    expect(started(`${setting}=/b`, `${setting}=`).execStart).toBe("/a");
  });

  test.each<[what: string, line: string, setting: string, remedy: string]>([
    ["another type", "Type=forking", "Type=forking", "The lab supports the types simple, exec, idle."],
    ["a second command", "ExecStart=/b", "ExecStart=/b besides ExecStart=/a", "systemd allows only one."],
    [
      "a restart that systemd does not know",
      "Restart=often",
      "Restart=often",
      "systemd supports no, on-success, on-failure, on-abnormal, on-watchdog, on-abort, always.",
    ],
    ["a quote that is open", "Environment='A=1", "Environment='A=1", "It cannot be read: a ' is not closed."],
    [
      "a specifier of another host",
      "WorkingDirectory=/%h",
      "WorkingDirectory=/%h",
      "The lab supports these specifiers of systemd: %%, %n, %N, %p.",
    ],
    [
      "a time that is none",
      "TimeoutStopSec=soon",
      "TimeoutStopSec=soon",
      "Give a time span such as 2, 500ms or 1min 30s.",
    ],
  ])("%s", (_what, line, setting, remedy) => {
    expect(mistakeIn("ExecStart=/a", line)).toMatchObject({ message: says(setting), remedy });
  });

  test.each(["x5", "5x", "-1"])("a burst of %s", (burst) => {
    expect(mistakeIn("ExecStart=/a", "[Unit]", `StartLimitBurst=${burst}`)).toMatchObject({
      message: says(`StartLimitBurst=${burst}`),
      remedy: "Give a number.",
    });
  });
});

describe("a service unit", () => {
  test("may have a burst of more than one digit", () => {
    expect(started("[Unit]", "StartLimitBurst=10").startLimit.burst).toBe(10);
  });

  test.each(["simple", "exec", "idle"])("may be of the type %s", (type) => {
    expect(started(`Type=${type}`).execStart).toBe("/a");
  });

  test("has the last of several types, and no type after a reset", () => {
    expect(started("Type=forking", "Type=exec").execStart).toBe("/a");
    expect(started("Type=forking", "Type=").execStart).toBe("/a");
  });

  test("may use its name, its name without the suffix, and a percent sign", () => {
    expect(started("WorkingDirectory=/%n/%N/%p/%%/100%").workingDirectory).toBe(
      "/app.service/app/app/%/100%",
    );
    const named = parseUnit("my.app2.service", "[Service]\nExecStart=/%N\n");
    expect(named.execStart).toBe("/my.app2");
  });

  test("has settings only from their own sections", () => {
    const text = "[Unit]\nRestart=always\n[Service]\nExecStart=/a\nStartLimitBurst=9\n[X]\nExecStart=/b\n";
    expect(parseUnit("app.service", text)).toMatchObject({
      execStart: "/a",
      restart: "no",
      startLimit: { burst: 5 },
    });
  });

  test("is read with any space around, and either kind of line end", () => {
    const text = " [Service] \r\n\r\n  ExecStart = /a \\\r\n b\r\n\t# c\r\nRestart\t=\talways\r\n";
    expect(parseUnit("app.service", text)).toMatchObject({ execStart: "/a   b", restart: "always" });
  });

  test("reads a section only from a whole line", () => {
    expect(started("x [Unit]", "[Unit] x", "[]", "Restart=always").restart).toBe("always");
  });

  test("may have an equals sign in a value", () => {
    expect(started("WorkingDirectory=/a=b").workingDirectory).toBe("/a=b");
  });

  test("has only assignments in its environment", () => {
    expect(started("Environment=A=1 2B=2 _c3= word =x 'D=two\\nlines=3'").environment).toStrictEqual({
      A: "1",
      _c3: "",
      D: "two\nlines=3",
    });
  });
});

test("the command of a unit is the last one, or an empty string", () => {
  expect(execStartOf("[Service]\nExecStart=/a\nExecStart=/b\n")).toBe("/b");
  expect(execStartOf("[Service]\nRestart=no\n")).toBe("");
});

test.each([
  ["2", 2_000],
  ["250us", 0.25],
  ["3 s", 3_000],
  ["4sec", 4_000],
  ["5m", 300_000],
  ["6 min", 360_000],
  ["7h", 25_200_000],
  ["1h 1m 1", 3_661_000],
  ["1.25s", 1_250],
  ["infinity", Number.POSITIVE_INFINITY],
  ["500ms", 500],
  ["1min 30s", 90_000],
  ["0", 0],
  ["1.5s", 1_500],
])("the time span %s is %i ms", (text, expected) => {
  expect(parseTimeSpanMs("app.service", "Service.RestartSec", text)).toBe(expected);
});

test.each(["", "soon", "5 fortnights", "-1", "1s x", "1,5s", "1.s"])(
  "the time span %j is refused with its key",
  (text) => {
    expect(() => parseTimeSpanMs("app.service", "Service.RestartSec", text)).toThrow(`RestartSec=${text}`);
  },
);

test("an environment file is read as systemd reads it: comments, quotes, and only assignments", () => {
  expect(
    parseEnvironmentFile('# a comment\nPORT=8080\n\nNAME="two words"\nEMPTY=\nnonsense\nURL=a=b\n'),
  ).toEqual({
    PORT: "8080",
    NAME: "two words",
    EMPTY: "",
    URL: "a=b",
  });
});

test("an environment file loses quotes only in pairs, and space only around its lines", () => {
  const text =
    "  A='one'\r\nB=\"two\nC=three'\nD='a\"b'\nE=''\nK=x\"y\"\nL=\"y\"x\n2F=1\nx G=1\n#H=1\nI= spaced \n_J9=x\n";
  expect(parseEnvironmentFile(text)).toStrictEqual({
    A: "one",
    B: '"two',
    C: "three'",
    D: 'a"b',
    E: "",
    I: " spaced",
    _J9: "x",
    K: 'x"y"',
    L: '"y"x',
  });
});
