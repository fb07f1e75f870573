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
