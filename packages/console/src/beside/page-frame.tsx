import type { Refresh } from "./page-refresh.ts";

/**
 * A web page in a frame. A refresh loads into a second frame behind the first, which takes its place once it
 * has loaded. So nothing flickers, and a refresh adds no entry to the browser's history.
 */
export function PageFrame({ title, url, refresh }: { title: string; url: string; refresh: Refresh }) {
  const [shown, turn] = [refresh.shown.value, refresh.turn.value];
  const frames = shown === turn ? [turn] : [shown, turn];
  return (
    <div class="browser-view">
      {frames.map((frame) => (
        <iframe
          key={frame}
          title={frame === shown ? title : `${title}, loading`}
          class={frame === shown ? undefined : "waiting"}
          aria-hidden={frame === shown ? undefined : true}
          tabIndex={frame === shown ? undefined : -1}
          sandbox="allow-scripts allow-same-origin allow-popups"
          src={url}
          onLoad={() => {
            refresh.shown.value = Math.max(refresh.shown.value, frame);
          }}
        />
      ))}
    </div>
  );
}
