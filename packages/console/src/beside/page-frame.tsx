import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/**
 * The web page itself. A refresh loads into a second frame behind, which takes the first one's place when it is there, so that nothing
 * flickers, and no refresh becomes a step in the browser's history.
 *
 * @param turn each change refreshes
 */
export function PageFrame({ url, turn }: { url: string; turn: number }) {
  const shown = useSignal(turn);
  const frames = shown.value === turn ? [turn] : [shown.value, turn];
  return (
    <div class="browser-view">
      {frames.map((frame) => (
        <iframe
          key={frame}
          title={frame === shown.value ? "The web page" : "The web page, loading"}
          class={frame === shown.value ? undefined : "waiting"}
          aria-hidden={frame === shown.value ? undefined : true}
          tabIndex={frame === shown.value ? undefined : -1}
          sandbox="allow-scripts allow-same-origin allow-popups"
          src={url}
          onLoad={() => {
            if (frame > shown.peek()) shown.value = frame;
          }}
        />
      ))}
    </div>
  );
}

/** Calls back about once in `everyMs` while `on`. */
export function useTicking(on: boolean, everyMs: number, tick: () => void): void {
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [on, everyMs]);
}
