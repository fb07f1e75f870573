import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SupervisedProcess, type Supervisor, startSupervisor } from "../../src/fleet/supervisor.ts";

/** Milliseconds are needed; a busy machine may take its time. */
const patience = { timeout: 10_000, interval: 10 };

let workingFolder: string;
let supervisor: Supervisor;
let lost: string[];
beforeEach(() => {
  workingFolder = mkdtempSync(join(tmpdir(), "supervisor-"));
  lost = [];
  supervisor = startSupervisor(workingFolder, (reason) => lost.push(reason));
});
afterEach(async () => {
  await supervisor.close();
  rmSync(workingFolder, { recursive: true, force: true });
});

/** Runs a line of shell as an instance's process. */
function run(instance: string, line: string): SupervisedProcess & { output(): string } {
  const instanceFolder = join(workingFolder, "instances", instance);
  mkdirSync(join(instanceFolder, "home"), { recursive: true });
  let output = "";
  const process = supervisor.spawn({
    command: "/bin/sh",
    args: ["-c", line],
    workingDirectory: instanceFolder,
    environment: { PATH: "/usr/bin:/bin", HOME: join(instanceFolder, "home") },
    instanceFolder,
    onOutput: (_stream, chunk) => {
      output += chunk.toString();
    },
  });
  return { ...process, output: () => output };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The pid that a process has written as its first line. */
async function pidIn(process: { output(): string }): Promise<number> {
  await expect.poll(process.output, patience).toContain("\n");
  return Number(process.output().split("\n")[0]);
}

/** A shell that leaves a sleeper behind in a session of its own, and tells its pid. */
const leaveBehind = (afterwards: string) =>
  `sh -c 'command -v setsid >/dev/null && exec setsid sh -c "echo \\$\\$; exec sleep 600" || { echo $$; exec sleep 600; }' & ${afterwards}`;

describe("a process", () => {
  test("reports how it ended after all of its output is read", async () => {
    const process = run("i-1", "echo out; echo err >&2; exit 7");
    expect(await process.ended).toEqual({ exitCode: 7, signal: null, failure: null });
    expect(process.output()).toContain("out\n");
    expect(process.output()).toContain("err\n");
  });

  test("that cannot be started reports why", async () => {
    const { pid, ended } = supervisor.spawn({
      command: join(workingFolder, "none"),
      args: [],
      workingDirectory: workingFolder,
      environment: {},
      instanceFolder: join(workingFolder, "instances", "i-1"),
      onOutput: () => {},
    });
    expect(pid).toBeUndefined();
    expect(await ended).toMatchObject({ exitCode: null, failure: expect.stringContaining("ENOENT") });
  });

  test("gets signals together with its process group", async () => {
    const process = run("i-1", "sleep 600 & echo $!; wait");
    const child = await pidIn(process);
    process.signal("SIGTERM");
    expect((await process.ended).signal).toBe("SIGTERM");
    await expect.poll(() => isAlive(child), patience).toBe(false);
  });

  test("ends together with its processes in other sessions, and without those of other instances", async () => {
    const other = run("i-2", "echo $$; exec sleep 600");
    const process = run("i-1", leaveBehind("sleep 0.2"));
    const strayPid = await pidIn(process);
    expect((await process.ended).exitCode).toBe(0);
    await expect.poll(() => isAlive(strayPid), patience).toBe(false);
    expect(isAlive(await pidIn(other))).toBe(true);
  });
});

test("closing ends every process, suspended ones too", async () => {
  const process = run("i-1", "echo $$; exec sleep 600");
  const pid = await pidIn(process);
  process.signal("SIGSTOP");
  await supervisor.close();
  expect(isAlive(pid)).toBe(false);
  expect((await process.ended).signal).toBe("SIGKILL");
});

/** A process of its own that starts a supervisor and an instance's process, as a lab does. */
async function startLab(): Promise<{ lab: ChildProcess; folder: string; pids: number[]; watchdog: number }> {
  const folder = mkdtempSync(join(tmpdir(), "supervised-"));
  const program = join(workingFolder, "lab.ts");
  const source = new URL("../../src/fleet/supervisor.ts", import.meta.url).href;
  writeFileSync(
    program,
    `import { mkdirSync } from "node:fs";
    import { startSupervisor } from "${source}";
    const folder = ${JSON.stringify(folder)};
    const instanceFolder = folder + "/instances/i-1";
    mkdirSync(instanceFolder, { recursive: true });
    const supervisor = startSupervisor(folder, (reason) => console.log("lost", reason));
    supervisor.spawn({
      command: "/bin/sh",
      args: ["-c", ${JSON.stringify(leaveBehind("echo $$; exec sleep 600"))}],
      workingDirectory: folder,
      environment: { PATH: "/usr/bin:/bin", HOME: instanceFolder + "/home" },
      instanceFolder,
      onOutput: (stream, chunk) => process.stdout.write(chunk),
    });
    setInterval(() => {}, 1_000);`,
  );
  const lab = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  lab.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await expect.poll(() => output.split("\n").length, patience).toBe(3);
  const pids = output.trim().split("\n").map(Number);
  return { lab, folder, pids, watchdog: watchdogOf(folder) ?? 0 };
}

function watchdogOf(folder: string): number | undefined {
  return processes().find(({ command }) => command.includes(`watchdog.sh watch ${folder}`))?.pid;
}

function processes(): { pid: number; command: string }[] {
  return execFileSync("ps", ["-A", "-ww", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ /, "") }));
}

test("kill -9 of a lab ends every process that it has started, in any session, and removes its folder", async () => {
  const { lab, folder, pids } = await startLab();
  lab.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive), patience).toEqual([]);
  await expect.poll(() => statSync(folder, { throwIfNoEntry: false }), patience).toBeUndefined();
});

test("a killed watchdog is replaced by another one", async () => {
  const { lab, folder, pids, watchdog } = await startLab();
  process.kill(watchdog, "SIGKILL");
  await expect.poll(() => watchdogOf(folder), patience).not.toBe(watchdog);
  await expect.poll(() => watchdogOf(folder), patience).toBeDefined();
  lab.kill("SIGKILL");
  await expect.poll(() => pids.filter(isAlive), patience).toEqual([]);
  await expect.poll(() => statSync(folder, { throwIfNoEntry: false }), patience).toBeUndefined();
});

test("a stopped watchdog does not disturb the end of the lab", async () => {
  const watchdog = watchdogOf(workingFolder);
  process.kill(watchdog ?? 0, "SIGSTOP");
  const running = run("i-1", "echo $$; exec sleep 600");
  const pid = await pidIn(running);
  await supervisor.close();
  expect(isAlive(pid)).toBe(false);
  await expect.poll(() => watchdogOf(workingFolder), patience).toBeUndefined();
  expect(lost).toEqual([]);
});

test.skipIf(process.platform !== "linux")("a watchdog uses at most two megabytes", () => {
  const status = readFileSync(`/proc/${watchdogOf(workingFolder)}/status`, "utf8");
  expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(2 * 1024);
});
