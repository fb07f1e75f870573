import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The pids of a process's children. */
export function childrenOf(pid: number): number[] {
  return (existsSync("/proc/self/stat") ? fromProc() : fromPs())
    .filter(({ parent }) => parent === pid)
    .map((entry) => entry.pid);
}

interface Entry {
  pid: number;
  parent: number;
}

function fromProc(): Entry[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      // The command's name may hold spaces and brackets; after it come state and parent.
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return /^\d+$/.test(name) ? [{ pid: Number(name), parent: Number(parent) }] : [];
    } catch {
      return [];
    }
  });
}

function fromPs(): Entry[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [pid, parent] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent) };
  });
}
