import { type Signal, signal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { lab as labState } from "../state/store.ts";

/** The refreshes of one web page: which was asked for last, which is shown, and since when one is under way. */
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

/** While the lab refreshes the page continuously, the frame follows so often at most. */
const frameEveryMs = 1500;
/** After a change servers that read their switch in the background follow within so long. */
const settledAfterMs = 1300;

/** Refreshes with the lab's traffic, and when the lab, the switch or the build has changed. */
export function usePageRefresh(refresh: Refresh, lab: LabSnapshot): void {
  const live = labState.value.connection === "live";
  const flows = live && lab.traffic.requestsPerSecond > 0;
  useEffect(() => {
    // Another lab has another page; what was under way will not come.
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
      // A page that hangs is waited for, as a person would, so that its 504 is seen.
      if (!document.hidden && refresh.shown.value === refresh.turn.value) {
        askAgain(refresh);
      }
    }, frameEveryMs);
    return () => clearInterval(timer);
  }, [flows, refresh]);
}
