import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { renderUserData, type UserDataParts, userDataLimitBytes } from "../../src/plan/user-data.ts";

const environment = {
  HOST: "0.0.0.0",
  PORT: 8080,
  AWS_REGION: "us-east-1",
  RECOMMENDATION_TABLE: "table",
  RECOMMENDATION_SWITCH_PARAMETER: "/a/b",
  ARTIFACT_S3_URI: "s3://bucket/key.tgz",
  ARTIFACT_SHA256: "0".repeat(64),
};
const parts = (content: string): UserDataParts => ({
  environment,
  installScript: { path: "/opt/x/install", permissions: "0755", content },
  installArguments: ["nodejs24"],
  files: [{ path: "/etc/x", permissions: "0644", content: "x\n" }],
  furtherCommands: [["echo", "a b"]],
});

describe("rendered user data", () => {
  test("is a cloud-config that writes every file unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (content) => {
        const text = renderUserData(parts(content));
        expect(text.split("\n", 1)).toEqual(["#cloud-config"]);
        const { write_files: files } = parse(text) as { write_files: { content: string }[] };
        expect(files.map((file) => file.content).slice(1)).toEqual([content, "x\n"]);
      }),
    );
  });

  test("does not break a long line: a command stays unchanged", () => {
    const long = "word ".repeat(100).trim();
    expect(renderUserData(parts(long))).toContain(long);
  });

  test("writes the install script before the other files, each with its permissions", () => {
    const { write_files: files } = parse(renderUserData(parts("x"))) as { write_files: object[] };
    expect(files.slice(1)).toEqual([
      { path: "/opt/x/install", permissions: "0755", content: "x" },
      { path: "/etc/x", permissions: "0644", content: "x\n" },
    ]);
  });

  test("runs the install script first, then the other commands", () => {
    expect(parse(renderUserData(parts("x")))).toMatchObject({
      runcmd: [
        ["/opt/x/install", "nodejs24"],
        ["echo", "a b"],
      ],
    });
  });

  test("writes the environment as lines that systemd and the shell read in the same way", () => {
    const { write_files: files } = parse(renderUserData(parts("x"))) as { write_files: object[] };
    expect(files[0]).toEqual({
      path: "/etc/soft-landing/server.env",
      permissions: "0644",
      content: Object.entries(environment)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(""),
    });
  });

  test.each(["a b", "$(reboot)", "a'b", "", "a\nB=c", "#x"])("refuses %j in the environment", (value) => {
    const mistaken = { ...parts("x"), environment: { ...environment, RECOMMENDATION_TABLE: value } };
    expect(() => renderUserData(mistaken)).toThrow(
      new TypeError(
        `RECOMMENDATION_TABLE of the instance environment has characters that need quoting: ${value}`,
      ),
    );
  });

  test("refuses to grow beyond its limit, which leaves room below EC2's 16 KB", () => {
    const bytes = (text: string) => Buffer.byteLength(renderUserData(parts(text)));
    const room = userDataLimitBytes - bytes("x") + 1;
    expect(bytes("x".repeat(room))).toBe(userDataLimitBytes);
    expect(() => renderUserData(parts("x".repeat(room + 1)))).toThrow(
      new RangeError(`User data has ${userDataLimitBytes + 1} bytes; the limit is ${userDataLimitBytes}.`),
    );
    expect(userDataLimitBytes).toBeLessThanOrEqual(16 * 1024 - 4096);
  });
});
