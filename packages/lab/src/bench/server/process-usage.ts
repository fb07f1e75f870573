import { readFile } from "node:fs/promises";

/** The kernel's unit of processor time in /proc (USER_HZ, 100 on every Linux that Node runs on). */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, in seconds; NaN where the system has no /proc. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // proc(5): utime and stime are fields 14 and 15; the command in field 2 may hold blanks but ends with the last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** The memory of a process that is in RAM, in MB (10^6 bytes); NaN where the system has no /proc. */
export async function residentMegabytesOf(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024) / 1e6;
  } catch {
    return Number.NaN;
  }
}
