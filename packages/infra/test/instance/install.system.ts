import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtArtifactsFolder } from "../../src/artifact/own-build.ts";
import { missing, named } from "../missing-tool.ts";
import { type Aftermath, boot } from "./throw-away-root.ts";

const reason = missing("bubblewrap", ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "soft-landing-artifacts-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const answering = `#!/bin/sh
exec node -e 'require("node:http").createServer((_, answer) => answer.end("healthy")).listen(process.env.PORT, process.env.HOST)'
`;

function artifact(name: string, start: string, padding = Buffer.alloc(0)): string {
  const content = join(folder, name);
  mkdirSync(content);
  writeFileSync(join(content, "start"), start, { mode: 0o755 });
  writeFileSync(join(content, "padding"), padding);
  execFileSync("tar", ["-czf", `${content}.tgz`, "-C", content, "."]);
  return `${content}.tgz`;
}

/** The instance never turns healthy and says why. */
function failedToServe(aftermath: Aftermath, step: RegExp): void {
  expect(aftermath.words).toMatch(step);
  expect(aftermath.exitCode).toBe(1);
  expect(aftermath.answer).toBeUndefined();
  expect(aftermath.unpacked).toBe(false);
  expect(aftermath.leftovers).toEqual(["install"]);
  expect(aftermath.calls.at(-1)).toBe("systemctl disable --now --quiet soft-landing.service");
}

describe.skipIf(reason !== undefined)(named("the install script, really run", reason), () => {
  test("starts the right artifact", () => {
    const aftermath = boot({ artifact: artifact("right", answering) });
    expect(aftermath).toMatchObject({
      exitCode: 0,
      answer: "healthy",
      unpacked: true,
      leftovers: ["install"],
    });
    expect(aftermath.calls).toEqual([
      "dnf install --assumeyes --quiet nodejs24",
      expect.stringMatching(/^aws s3 cp s3:\/\/bucket\/releases\/artifact.tgz \S+ --region us-east-1/),
      "systemctl daemon-reload",
      "systemctl enable --quiet soft-landing.service",
      "systemctl start soft-landing.service",
    ]);
  });

  test.each(["basic", "error-handling"])("starts the repository's own build %s", (build) => {
    const aftermath = boot({ artifact: join(builtArtifactsFolder, `${build}.tgz`) });
    expect(aftermath.words).toContain("the server answers");
    expect(aftermath).toMatchObject({ exitCode: 0, unpacked: true });
    expect(aftermath.answer).toMatch(/healthy/i);
  });

  test("tries again if the repository and the bucket need some seconds", () => {
    const aftermath = boot({ artifact: artifact("late", answering), failures: { dnf: 2, aws: 3 } });
    expect(aftermath.exitCode).toBe(0);
    expect(aftermath.calls.filter((call) => call.startsWith("dnf"))).toHaveLength(3);
    expect(aftermath.calls.filter((call) => call.startsWith("aws"))).toHaveLength(4);
  });

  test("does not start an artifact with a wrong hash, and names both hashes", () => {
    const aftermath = boot({ artifact: artifact("wrong", answering), sha256: "0".repeat(64) });
    failedToServe(aftermath, /expected 0{64}, got [0-9a-f]{64}\n.*FAILED to verify/);
    expect(aftermath.calls).not.toContain("systemctl start soft-landing.service");
  });

  test("fails if the object is missing", () => {
    failedToServe(boot({ artifact: undefined }), /404.*FAILED to fetch s3:\/\/bucket\/releases/s);
  });

  test("fails if Node cannot be installed", () => {
    failedToServe(
      boot({ artifact: artifact("no-node", answering), failures: { dnf: 99 } }),
      /FAILED to install nodejs24/,
    );
  });

  test("fails if the disk is full", () => {
    const large = artifact("large", answering, Buffer.alloc(8 * 1024 * 1024));
    failedToServe(
      boot({ artifact: large, diskBytes: 1024 * 1024 }),
      /(No space left|Wrote only).*FAILED to unpack/s,
    );
  });

  test("fails if not even the packed artifact fits", () => {
    const noise = artifact("noise", answering, randomBytes(4 * 1024 * 1024));
    failedToServe(boot({ artifact: noise, diskBytes: 1024 * 1024 }), /No space left.*FAILED to fetch/s);
  });

  test("fails if the server dies at its start, and repeats its last lines", () => {
    const dying = artifact("dying", "#!/bin/sh\necho no such table >&2\nexit 3\n");
    failedToServe(
      boot({ artifact: dying }),
      /no such table.*FAILED to wait for the server's first healthy answer/s,
    );
  });

  test("fails if the artifact has no start", () => {
    const content = join(folder, "startless");
    mkdirSync(content);
    execFileSync("tar", ["-czf", `${content}.tgz`, "-C", content, "."]);
    failedToServe(boot({ artifact: `${content}.tgz` }), /FAILED to unpack/);
  });
});
