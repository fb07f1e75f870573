import { switchOnValue } from "@soft-landing/shared/page";
import { describeError } from "../described-error.ts";
import type { Logger } from "../log.ts";
import type { ReadSwitch } from "./switch.ts";

/** How often the switch is read, in milliseconds. */
export interface SwitchWatchSettings {
  intervalMs: number;
  /** Each pause is longer or shorter by up to this share, so that instances do not read at the same time. */
  jitter: number;
  /** The longest pause while Parameter Store throttles. */
  longestPauseMs: number;
}

/**
 * One read per second and instance. An account has 40 reads a second in a Region, so this works for about 40
 * instances. Beyond that, the back-off shares what there is.
 */
export const defaultSwitchWatch: SwitchWatchSettings = {
  intervalMs: 1_000,
  jitter: 0.2,
  longestPauseMs: 30_000,
};

/** The last known value of the switch, without waiting for Parameter Store. */
export interface SwitchWatch {
  /** The last known value; `true` until the first read, because a page may as well try its dependency. */
  read: ReadSwitch;
  /**
   * Reads once, at start. Resolves when the read is done, with or without success, and continues in the
   * background.
   */
  start(): Promise<void>;
  stop(): void;
}

/**
 * Keeps the switch's last known value up to date in the background, so that no page waits for Parameter Store
 * or fails with it.
 */
export function watchSwitch(
  readSwitch: ReadSwitch,
  log: Logger,
  settings: SwitchWatchSettings = defaultSwitchWatch,
  random: () => number = Math.random,
): SwitchWatch {
  let lastKnown: string = switchOnValue;
  let throttledInARow = 0;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const refresh = async () => {
    try {
      const value = await readSwitch();
      if (value !== lastKnown) {
        log.info({ value, before: lastKnown }, "The switch has changed");
      }
      if (failing) {
        log.info("The switch can be read again");
      }
      lastKnown = value;
      throttledInARow = 0;
      failing = false;
    } catch (error) {
      const described = describeError(error);
      if (!failing) {
        log.warn({ error: described, lastKnown }, "The switch cannot be read");
      }
      failing = true;
      throttledInARow = described.name === "ThrottlingException" ? throttledInARow + 1 : 0;
    }
  };
  const cycle = async () => {
    await refresh();
    if (stopped) {
      return;
    }
    timer = setTimeout(cycle, pauseMs(settings, throttledInARow, random()));
  };
  return {
    read: async () => lastKnown,
    start: cycle,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * The pause before the next read: the interval, doubled for each throttled read in a row, with jitter.
 *
 * @param draw from 0 (inclusive) to 1 (exclusive)
 */
export function pauseMs(settings: SwitchWatchSettings, throttledInARow: number, draw: number): number {
  const plainMs = Math.min(settings.intervalMs * 2 ** throttledInARow, settings.longestPauseMs);
  return plainMs * (1 + settings.jitter * (2 * draw - 1));
}
