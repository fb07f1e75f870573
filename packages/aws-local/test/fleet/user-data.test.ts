import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { decodeUserData } from "../../src/fleet/user-data.ts";

const environment = [
  "PORT=8080",
  "AWS_REGION=us-east-1",
  "RECOMMENDATION_TABLE=table",
  "RECOMMENDATION_SWITCH_PARAMETER=/switch",
  "ARTIFACT_S3_URI=s3://bucket/key.tgz",
  `ARTIFACT_SHA256=${"a".repeat(64)}`,
];
const unit = "[Service]\nEnvironmentFile=/etc/server.env\nExecStart=/opt/server/start\nRestart=always\n";

const encoded = (text: string) => Buffer.from(text).toString("base64");
function userData(files: Record<string, string>): string {
  const writeFiles = Object.entries(files).map(([path, content]) => ({ path, content }));
  return encoded(`#cloud-config\n${stringify({ write_files: writeFiles })}`);
}
const whole = {
  "/etc/server.env": environment.join("\n"),
  "/etc/systemd/system/server.service": unit,
};

test("unit, environment and artifact are read as an instance would", () => {
  const decoded = decodeUserData(userData(whole));
  expect(decoded.environment.RECOMMENDATION_TABLE).toBe("table");
  expect(decoded.artifact).toEqual({ s3Uri: "s3://bucket/key.tgz", sha256: "a".repeat(64) });
  expect(decoded.unit.restart).toBe("always");
});

describe("user data with which an instance could not start breaks the lab too:", () => {
  test.each<[string, string, string]>([
    ["no cloud-config", encoded("#!/bin/sh\n"), "no cloud-config"],
    ["no YAML", encoded("#cloud-config\nwrite_files: [\n"), "no YAML"],
    ["no files", encoded("#cloud-config\nruncmd: []\n"), "write_files"],
    ["no unit", userData({ "/etc/server.env": "" }), "no systemd unit"],
    [
      "an environment file that is not written",
      userData({ "/etc/systemd/system/server.service": unit }),
      "reads /etc/server.env, which the launch template's user data does not write",
    ],
    ...environment.map((line): [string, string, string] => [
      `no ${line.split("=")[0]}`,
      userData({ ...whole, "/etc/server.env": environment.filter((other) => other !== line).join("\n") }),
      String(line.split("=")[0]),
    ]),
  ])("%s", (_what, text, message) => {
    expect(() => decodeUserData(text)).toThrow(message);
  });
});
