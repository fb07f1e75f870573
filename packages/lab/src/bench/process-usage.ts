import { readFile } from "node:fs/promises";

/** Linux reports CPU time in these, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/** CPU seconds that a process has used so far, user and system, all threads (Linux: proc_pid_stat(5)). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The memory of a process that is in RAM, in MB of 10^6 bytes (Linux: proc_pid_status(5), VmRSS). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) {
    throw new Error(`/proc/${pid}/status names no VmRSS; has the process ended?`);
  }
  return (Number(kibibytes) * 1_024) / 1e6;
}
