import { type Signal, signal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { lab as labState } from "../state/store.ts";

/**
 * The refreshes of one web page: which one was requested last, which one is shown, and since when one is
 * loading.
 */
export interface Refresh {
  turn: Signal<number>;
  shown: Signal<number>;
  askedAtMs: Signal<number>;
}

export function createRefresh(): Refresh {
  return { turn: signal(0), shown: signal(0), askedAtMs: signal(0) };
}

export function askAgain({ turn, shown, askedAtMs }: Refresh): void {
  if (shown.value === turn.value) {
    askedAtMs.value = Date.now();
  }
  turn.value += 1;
}

/** While the lab refreshes the page continuously, the frame refreshes at most this often. */
const frameEveryMs = 1500;
/** Servers that read their switch in the background notice a change within this time. */
const settledAfterMs = 1300;

/** Refreshes with the lab's traffic, and when the lab, the switch or the build changes. */
export function usePageRefresh(refresh: Refresh, lab: LabSnapshot): void {
  const live = labState.value.connection === "live";
  const flows = live && lab.traffic.requestsPerSecond > 0;
  useEffect(() => {
    // Another lab has another page, so a refresh in progress never completes.
    refresh.shown.value = refresh.turn.value;
  }, [lab.labId, refresh]);
  useEffect(() => {
    askAgain(refresh);
    const timer = setTimeout(askAgain, settledAfterMs, refresh);
    return () => clearTimeout(timer);
  }, [lab.labId, lab.parameter.value, lab.build, refresh]);
  useEffect(() => {
    if (!flows) {
      return;
    }
    const timer = setInterval(() => {
      // Waits for a page that hangs, as a user would, so that its 504 is seen.
      if (!document.hidden && refresh.shown.value === refresh.turn.value) {
        askAgain(refresh);
      }
    }, frameEveryMs);
    return () => clearInterval(timer);
  }, [flows, refresh]);
}
