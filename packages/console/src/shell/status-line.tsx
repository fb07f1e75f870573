import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { outcome } from "../state/store.ts";

const shownMs = 5000;

/** Shows the result of the last action, also to screen readers. */
export function StatusLine() {
  const latest = outcome.value;
  const hidden = useSignal(0);
  const number = latest?.number ?? 0;
  useEffect(() => {
    if (number === 0) {
      return;
    }
    const timer = setTimeout(() => {
      hidden.value = number;
    }, shownMs);
    return () => clearTimeout(timer);
  }, [number, hidden]);
  const shown = latest !== null && hidden.value < latest.number;
  return (
    <div class="status-line" role="status" aria-live="polite">
      {shown && (
        <p key={latest.number} data-tone={latest.tone}>
          {latest.text} {latest.remedy}
        </p>
      )}
    </div>
  );
}
