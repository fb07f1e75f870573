import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installScript, serverUnit } from "../../src/instance/instance-files.ts";
import { logShipping } from "../../src/instance/log-shipping.ts";
import { instanceUserData } from "../../src/user-data.ts";
import { missing, named } from "../missing-tool.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "soft-landing-files-"));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function place(path: string, content: string, mode = 0o644): string {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content, { mode });
  return target;
}

const shipping = logShipping({ region: "us-east-1", logGroupName: "group" });

const noSystemd = missing("systemd-analyze", ["systemd-analyze", "--version"]);
describe.skipIf(noSystemd !== undefined)(named("the units", noSystemd), () => {
  test.each([serverUnit(), ...shipping.files.filter(({ path }) => path.endsWith(".service"))])(
    "$path passes systemd-analyze verify",
    ({ path, content }) => {
      for (const unit of ["basic.target", "sysinit.target", "network-online.target", "shutdown.target"]) {
        place(`/etc/systemd/system/${unit}`, "[Unit]\n");
      }
      place("/opt/soft-landing/server/start", "#!/bin/sh\n", 0o755);
      place("/usr/bin/journalctl", "#!/bin/sh\n", 0o755);
      place(path, content);
      const args = [`--root=${root}`, "--man=no", "verify", path];
      const { status, stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
      expect([status, stdout + stderr]).toEqual([0, ""]);
    },
  );

  test("the server's exposure is at most 3.0", () => {
    const unit = place("soft-landing.service", serverUnit().content);
    const args = ["security", "--offline=true", "--threshold=30", "--no-pager", unit];
    const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    console.log(stdout.trim().split("\n").at(-1));
    expect(status).toBe(0);
  });
});

const noCloudInit = missing("cloud-init", ["cloud-init", "--version"]);
describe.skipIf(noCloudInit !== undefined)(named("user data", noCloudInit), () => {
  test.each([undefined, "group"])("is valid for cloud-init's schema with log group %s", (logGroupName) => {
    const text = instanceUserData({
      region: "us-east-1",
      serverPort: 8080,
      switchParameterName: "/a/b",
      artifact: { sha256: "0".repeat(64), nodeMajor: 24 },
      tableName: "table",
      artifactS3Uri: "s3://bucket/key.tgz",
      logGroupName,
    });
    const file = place("user-data.yaml", text);
    const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "--config-file", file], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Valid");
  });
});

const noShellcheck = missing("shellcheck", ["shellcheck", "--version"]);
describe.skipIf(noShellcheck !== undefined)(named("the install script", noShellcheck), () => {
  test("has no shellcheck finding", () => {
    const file = place("install.sh", installScript().content);
    const { status, stdout } = spawnSync("shellcheck", [file], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });
});
