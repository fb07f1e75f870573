import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtArtifactsFolder } from "../../src/artifact/own-build.ts";
import { serverUnit } from "../../src/instance/instance-files.ts";
import { missing, named } from "../missing-tool.ts";

const reason =
  missing("strace", ["strace", "-o", "/dev/null", "true"]) ??
  missing("systemd-analyze", ["systemd-analyze", "--version"]);

/** What the unit refuses with EPERM and the server does without: libuv waits by epoll where there is no io_uring. */
const dispensable = ["io_uring_setup", "io_uring_enter", "io_uring_register"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "soft-landing-calls-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The values of a setting of the unit, in order. */
function setting(name: string): string[] {
  return [...serverUnit().content.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(
    ([, value]) => value ?? "",
  );
}

/** The system calls of a systemd set, with those of the sets in it. */
function callsOf(set: string): Set<string> {
  const text = execFileSync("systemd-analyze", ["syscall-filter", "--no-pager", set], { encoding: "utf8" });
  const members = text
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
  const calls = members.filter((member) => member !== "" && !member.startsWith("#"));
  return new Set(calls.flatMap((member) => (member.startsWith("@") ? [...callsOf(member)] : [member])));
}

/** What the unit's filter lets through: a list, and what a later list with ~ takes away. */
function allowedCalls(): Set<string> {
  const allowed = new Set<string>();
  for (const list of setting("SystemCallFilter")) {
    const taken = list.startsWith("~");
    for (const call of list
      .replace("~", "")
      .split(" ")
      .flatMap((set) => [...callsOf(set)])) {
      taken ? allowed.delete(call) : allowed.add(call);
    }
  }
  return allowed;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts the build as its unit does, asks it for its pages, ends it, and gives back what it asked of the kernel. */
async function traced(build: string): Promise<string> {
  const home = join(folder, build);
  execFileSync("mkdir", [home]);
  execFileSync("tar", ["-xzf", join(builtArtifactsFolder, `${build}.tgz`), "-C", home]);
  const port = await freePort();
  const trace = join(folder, `${build}.trace`);
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: "/tmp",
    HOST: "127.0.0.1",
    PORT: String(port),
    AWS_REGION: "us-east-1",
    RECOMMENDATION_TABLE: "table",
    RECOMMENDATION_SWITCH_PARAMETER: "/switch",
    // Nobody listens there: every call of a dependency fails at once.
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1",
  };
  // -D: the child is the server itself, and the tracer its grandchild, so that signals reach the server.
  const args = ["-D", "-f", "-o", trace, join(home, "start")];
  const child = spawn("strace", args, { cwd: home, env, stdio: "ignore" });
  const ended = once(child, "exit");
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      signal: AbortSignal.timeout(10_000),
      headers: { connection: "close" },
    });
  try {
    await until("a healthy answer", async () => (await ask("/healthcheck")).ok);
    await ask("/").catch(() => undefined);
  } finally {
    child.kill("SIGTERM");
    const lastResort = globalThis.setTimeout(() => child.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(lastResort);
  }
  // strace pads a process id of less than five digits.
  const end = new RegExp(`^${child.pid} +\\+\\+\\+ `, "m");
  await until("the end of the trace", async () => end.test(readFileSync(trace, "utf8")));
  return readFileSync(trace, "utf8");
}

/** Asks until the answer is yes, at most 600 times. */
async function until(question: string, asked: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await asked().catch(() => false)) {
      return;
    }
    await setTimeout(50);
  }
  throw new Error(`never: ${question}`);
}

describe.skipIf(reason !== undefined)(named("what a server asks of the kernel", reason), () => {
  test.each(["basic", "error-handling"])("is what its unit allows, for build %s", async (build) => {
    const trace = await traced(build);
    const calls = new Set([...trace.matchAll(/^\d+\s+([a-z_0-9]+)\(/gm)].map(([, call]) => call ?? ""));
    const allowed = allowedCalls();
    expect(calls.size).toBeGreaterThan(20);
    expect([...calls].filter((call) => !allowed.has(call) && !dispensable.includes(call))).toEqual([]);

    const families = new Set([...trace.matchAll(/socket\((AF_[A-Z0-9]+)/g)].map(([, family]) => family));
    expect(
      [...families].filter(
        (family) =>
          !setting("RestrictAddressFamilies")[0]
            ?.split(" ")
            .includes(family ?? ""),
      ),
    ).toEqual([]);
  });
});
