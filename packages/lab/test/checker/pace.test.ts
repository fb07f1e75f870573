import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "../../src/checker/pace.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("never exceeds its rate, however many callers ask at once", async () => {
  const turns: number[] = [];
  const startMs = Date.now();
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    });
  const pace = paced(20, new AbortController().signal, Date.now, wait);
  const all = Promise.all(
    Array.from({ length: 40 }, () => pace().then(() => turns.push(Date.now() - startMs))),
  );
  await vi.advanceTimersByTimeAsync(10_000);
  await all;
  expect(turns).toEqual(Array.from({ length: 40 }, (_, index) => index * 50));
});

test("ends with its signal", async () => {
  const end = new AbortController();
  end.abort(new Error("over"));
  await expect(paced(20, end.signal)()).rejects.toThrow("over");
});
