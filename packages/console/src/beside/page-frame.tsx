import { useEffect } from "preact/hooks";

/**
 * The web page itself. A refresh loads into a second frame behind, which takes the first one's place when it is there, so that nothing
 * flickers, and no refresh becomes a step in the browser's history.
 *
 * @param shown the turn whose page is shown
 * @param turn the turn that was last asked for; where it differs from `shown` its page is under way
 */
export function PageFrame(props: {
  url: string;
  shown: number;
  turn: number;
  onLoad: (turn: number) => void;
}) {
  const { url, shown, turn, onLoad } = props;
  const frames = shown === turn ? [turn] : [shown, turn];
  return (
    <div class="browser-view">
      {frames.map((frame) => (
        <iframe
          key={frame}
          title={frame === shown ? "The web page" : "The web page, loading"}
          class={frame === shown ? undefined : "waiting"}
          aria-hidden={frame === shown ? undefined : true}
          tabIndex={frame === shown ? undefined : -1}
          sandbox="allow-scripts allow-same-origin allow-popups"
          src={url}
          onLoad={() => onLoad(frame)}
        />
      ))}
    </div>
  );
}

/** Calls back about once in `everyMs` while `on`. */
export function useTicking(on: boolean, everyMs: number, tick: () => void): void {
  useEffect(() => {
    if (!on) {
      return;
    }
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [on, everyMs]);
}
