import { cpus } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How busy the machine and the watching process were. */
export interface MachineUse {
  /** Delay of this process's event loop, in milliseconds. */
  eventLoopDelayP99Ms: number;
  eventLoopDelayMaxMs: number;
  /** The share of all processors that was busy, with anything. */
  machineBusyShare: number;
  /** Processor time of this process as a share of one processor. */
  generatorCpuShare: number;
}

const resolutionMs = 10;

/** Starts to watch. The returned function stops and returns the result. */
export function watchMachine(): () => MachineUse {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const machineBefore = processorTimes();
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  delay.enable();
  return () => {
    delay.disable();
    const machine = processorTimes();
    const totalMs = machine.total - machineBefore.total;
    const own = process.cpuUsage(ownBefore);
    const elapsedMs = performance.now() - startedAt;
    return {
      eventLoopDelayP99Ms: beyondResolutionMs(delay.percentile(99)),
      eventLoopDelayMaxMs: beyondResolutionMs(delay.max),
      machineBusyShare: totalMs === 0 ? 0 : 1 - (machine.idle - machineBefore.idle) / totalMs,
      generatorCpuShare: elapsedMs === 0 ? 0 : (own.user + own.system) / 1000 / elapsedMs,
    };
  };
}

/** Node measures from one sampling timer to the next, so each reading includes the resolution. */
function beyondResolutionMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs);
}

function processorTimes(): { total: number; idle: number } {
  let total = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    total += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return { total, idle };
}
