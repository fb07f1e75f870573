import type { Saturation } from "@soft-landing/shared/journal";
import type { MachineUse } from "../load/machine-watch.ts";
import type { Sample } from "../load/sample.ts";

/** Beyond these limits, the figures say as much about the measuring machine as about the builds. */
export const saturationLimits = { lateMs: 20, lateShare: 0.01, machineBusyShare: 0.95 } as const;

/** Judges from all requests of a round whether the machine kept up with its own load. */
export function saturationOf(samples: readonly Sample[], machine: MachineUse): Saturation {
  const lags = samples.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  const lateShare =
    lags.length === 0 ? 0 : lags.filter((lagMs) => lagMs > saturationLimits.lateMs).length / lags.length;
  const reasons = [
    ...(lateShare > saturationLimits.lateShare
      ? [`${percent(lateShare)} of the requests left more than ${saturationLimits.lateMs} ms late`]
      : []),
    ...(machine.machineBusyShare > saturationLimits.machineBusyShare
      ? [`the processors were busy ${percent(machine.machineBusyShare)} of the time`]
      : []),
  ];
  return {
    saturated: reasons.length > 0,
    message:
      reasons.length > 0
        ? `This machine was saturated: ${reasons.join(", and ")}. Trust the shares, not the latencies.`
        : `This machine kept up: ${percent(1 - lateShare)} of the requests left on time, and the processors were busy ${percent(machine.machineBusyShare)} of the time.`,
    sendLagP99Ms: lags[Math.ceil(lags.length * 0.99) - 1] ?? 0,
    sendLagMaxMs: lags.at(-1) ?? 0,
    lateShare,
    notSent: samples.filter(({ failure }) => failure?.startsWith("not sent")).length,
    ...machine,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
