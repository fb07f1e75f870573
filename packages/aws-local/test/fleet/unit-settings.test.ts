import { describe, expect, test } from "vitest";
import { parseEnvironmentFile, parseTimeSpanMs, parseUnit } from "../../src/fleet/unit-settings.ts";

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
      "[Service]\nExecStart=/opt/start\nnonsense\n=nothing\nRestart=always\n",
    );
    expect(unit).toMatchObject({ execStart: "/opt/start", restart: "always" });
  });

  test("with an unknown Restart= is refused with the known ones", () => {
    expect(() => parseUnit("app.service", "[Service]\nExecStart=/a\nRestart=sometimes\n")).toThrow(
      /Restart=sometimes/,
    );
  });
});

test.each([
  ["2", 2_000],
  ["500ms", 500],
  ["1min 30s", 90_000],
  ["0", 0],
  ["1.5s", 1_500],
])("the time span %s is %i ms", (text, expected) => {
  expect(parseTimeSpanMs("app.service", "Service.RestartSec", text)).toBe(expected);
});

test.each(["", "soon", "5 fortnights", "-1"])("the time span %j is refused with its key", (text) => {
  expect(() => parseTimeSpanMs("app.service", "Service.RestartSec", text)).toThrow(`RestartSec=${text}`);
});

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
