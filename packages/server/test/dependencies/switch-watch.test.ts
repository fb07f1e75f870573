import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defaultSwitchWatch, pauseMs, watchSwitch } from "../../src/dependencies/switch-watch.ts";
import { quietLog, recordedLog } from "../stand-ins/logs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
const withoutJitter = () => 0.5;

test("uses a new value within 1.2 seconds", async () => {
  let value = "true";
  const watch = watchSwitch(
    async () => value,
    quietLog,
    defaultSwitchWatch,
    () => 0.999,
  );
  await watch.start();
  value = "false";
  expect(await watch.read()).toBe("true");
  await vi.advanceTimersByTimeAsync(1_200);
  expect(await watch.read()).toBe("false");
});

test("keeps the last known value while Parameter Store fails", async () => {
  let read = async () => "false";
  const watch = watchSwitch(() => read(), quietLog, defaultSwitchWatch, withoutJitter);
  await watch.start();
  read = async () => {
    throw new Error("down");
  };
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await watch.read()).toBe("false");
});

test("treats the service as enabled until the switch has been read once", async () => {
  const watch = watchSwitch(() => Promise.reject(new Error("down")), quietLog);
  expect(await watch.read()).toBe("true");
  await watch.start();
  expect(await watch.read()).toBe("true");
});

test("doubles its pause with each throttled read and returns to a second with the first that succeeds", async () => {
  const readAtMs: number[] = [];
  const startMs = Date.now();
  let throttling = true;
  const watch = watchSwitch(
    async () => {
      readAtMs.push(Date.now() - startMs);
      if (throttling) {
        throw throttled;
      }
      return "true";
    },
    quietLog,
    defaultSwitchWatch,
    withoutJitter,
  );
  await watch.start();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(readAtMs).toEqual([0, 2_000, 6_000, 14_000]);
  throttling = false;
  await vi.advanceTimersByTimeAsync(18_000);
  expect(readAtMs.slice(4)).toEqual([30_000, 31_000, 32_000]);
});

test("reads no more once it is stopped while it waits", async () => {
  let reads = 0;
  const watch = watchSwitch(async () => {
    reads += 1;
    return "true";
  }, quietLog);
  await watch.start();
  watch.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reads).toBe(1);
});

test("logs once when the switch changes, cannot be read, and can be read again", async () => {
  const { log, lines } = recordedLog();
  let read = async () => "true";
  const watch = watchSwitch(() => read(), log, defaultSwitchWatch, withoutJitter);
  await watch.start();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines).toEqual([]);
  read = async () => "false";
  await vi.advanceTimersByTimeAsync(2_000);
  read = async () => {
    throw throttled;
  };
  await vi.advanceTimersByTimeAsync(10_000);
  read = async () => "false";
  await vi.advanceTimersByTimeAsync(60_000);
  watch.stop();
  expect(lines).toMatchObject([
    { level: "info", msg: "The switch has changed", value: "false", before: "true" },
    {
      level: "warn",
      msg: "The switch cannot be read",
      error: { name: "ThrottlingException", message: "Rate exceeded" },
      lastKnown: "false",
    },
    { level: "info", msg: "The switch can be read again" },
  ]);
});

test("a failure that is not throttling does not lengthen the pause", async () => {
  let reads = 0;
  const watch = watchSwitch(
    async () => {
      reads += 1;
      throw reads === 1 ? throttled : new Error("down");
    },
    quietLog,
    defaultSwitchWatch,
    withoutJitter,
  );
  await watch.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reads).toBe(5);
});

test("reads no more once it is stopped, even if a read was under way", async () => {
  let reads = 0;
  const watch = watchSwitch(async () => {
    reads += 1;
    return "true";
  }, quietLog);
  const started = watch.start();
  watch.stop();
  await started;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reads).toBe(1);
});

test("a pause is the interval, doubled for each throttled read in a row, with random jitter", () => {
  const pauses = [0, 0.5, 0.75].map((draw) => pauseMs(defaultSwitchWatch, 0, draw));
  expect(pauses).toEqual([800, 1_000, 1_100]);
  expect([1, 2, 4, 5, 9].map((throttled) => pauseMs(defaultSwitchWatch, throttled, 0.5))).toEqual([
    2_000, 4_000, 16_000, 30_000, 30_000,
  ]);
});

test("a pause is never shorter than the interval less its jitter, or longer than the longest plus its jitter", () => {
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (throttledInARow, draw) => {
        const pause = pauseMs(defaultSwitchWatch, throttledInARow, draw);
        expect(pause).toBeGreaterThanOrEqual(800);
        expect(pause).toBeLessThanOrEqual(36_000);
      },
    ),
  );
});
