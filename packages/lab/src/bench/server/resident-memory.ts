import { readFile } from "node:fs/promises";

/** The memory of a process that is in RAM, in MB of 10^6 bytes (Linux: proc_pid_status(5), VmRSS). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) {
    throw new Error(`/proc/${pid}/status names no VmRSS; has the process ended?`);
  }
  return (Number(kibibytes) * 1_024) / 1e6;
}
