import type { RunEvent } from "@soft-landing/shared/journal";
import { describe, expect, test } from "vitest";
import { edgeGuardMs, faultTimes, phaseWindows } from "../../src/judging/phase-windows.ts";

const phases = { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 };
const settle = { faultSeconds: 1.5, recoverySeconds: 3 };
const event = (
  kind: RunEvent["kind"],
  startedAtSeconds: number,
  effectiveAtSeconds = startedAtSeconds + 0.5,
): RunEvent => ({ kind, name: kind, startedAtSeconds, effectiveAtSeconds });

describe("when a fault began and ended", () => {
  test("comes from the first fault and from all rollbacks, in any order", () => {
    const events = [
      event("rollback", 18),
      event("fault", 7),
      event("fault", 5.1),
      event("fault", 9),
      event("rollback", 17.2, 19),
    ];
    expect(faultTimes({ phases }, events)).toEqual({
      startedMs: 5_100,
      effectiveMs: 5_600,
      endStartedMs: 17_200,
      endEffectiveMs: 19_000,
    });
  });

  test("is the plan's if nothing was done", () => {
    expect(faultTimes({ phases }, [])).toEqual({
      startedMs: 5_000,
      effectiveMs: 5_000,
      endStartedMs: 17_000,
      endEffectiveMs: 17_000,
    });
  });

  test("does not begin with a rollback, however early", () => {
    expect(faultTimes({ phases }, [event("rollback", 3), event("fault", 6)])).toMatchObject({
      startedMs: 6_000,
      effectiveMs: 6_500,
    });
  });

  test("is not before the planned end, even if a rollback took effect early", () => {
    expect(faultTimes({ phases }, [event("rollback", 16, 16.5)])).toMatchObject({
      endStartedMs: 16_000,
      endEffectiveMs: 17_000,
    });
  });
});

describe("the windows of the phases", () => {
  const times = { startedMs: 5_100, effectiveMs: 5_600, endStartedMs: 17_200, endEffectiveMs: 17_700 };

  test("leave out requests that are sent while a fault begins, settles or ends", () => {
    expect(phaseWindows({ phases, settle }, times)).toEqual({
      before: { fromMs: 0, toMs: 5_100 - edgeGuardMs },
      during: { fromMs: 7_100, toMs: 17_200 - edgeGuardMs },
      after: { fromMs: 20_700, toMs: 27_000 },
      whole: { fromMs: 0, toMs: 27_000 },
    });
    expect(edgeGuardMs).toBe(250);
  });

  test("begin with the fault itself if it needs no time to settle", () => {
    const { during } = phaseWindows({ phases, settle: { ...settle, faultSeconds: 0 } }, times);
    expect(during.fromMs).toBe(5_100);
  });

  test("are empty, never negative, and never beyond the load", () => {
    const atTheEdges = { startedMs: 100, effectiveMs: 100, endStartedMs: 200, endEffectiveMs: 26_000 };
    const windows = phaseWindows({ phases, settle }, atTheEdges);
    expect(windows.before).toEqual({ fromMs: 0, toMs: 0 });
    expect(windows.during).toEqual({ fromMs: 1_600, toMs: 1_600 });
    expect(windows.after).toEqual({ fromMs: 27_000, toMs: 27_000 });
    const late = { startedMs: 40_000, effectiveMs: 40_000, endStartedMs: 50_000, endEffectiveMs: 50_000 };
    expect(phaseWindows({ phases, settle }, late).before).toEqual({ fromMs: 0, toMs: 27_000 });
    expect(phaseWindows({ phases, settle }, late).during).toEqual({ fromMs: 27_000, toMs: 27_000 });
  });
});
