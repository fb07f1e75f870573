import { useEffect, useRef } from "preact/hooks";
import { ActButton } from "../parts/act-button.tsx";

/** The acts of a story: the current one, and the one button for the next. */
export function StoryBar<Act extends string>(props: {
  acts: readonly Act[];
  titles: Readonly<Record<Act, string>>;
  present: Act;
  /** Something is in progress in the current act. */
  busy: boolean;
  /** Takes the place of its act; null if there is nothing to do. */
  next: { act: Act; text: string; perform: () => Promise<unknown> } | null;
}) {
  const { acts, titles, present, busy, next } = props;
  const presentIndex = acts.indexOf(present);
  const bar = useRef<HTMLOListElement>(null);
  const clicked = useRef(false);
  useEffect(() => {
    // The button that was clicked is gone. Keyboard users continue with the one that took its place.
    if (clicked.current && document.activeElement === document.body) {
      bar.current?.querySelector("button")?.focus();
    }
  }, [next?.act]);
  return (
    <ol class="acts" aria-label="The story" ref={bar}>
      {acts.map((act, index) => {
        const now = act === present;
        const isNext = act === next?.act;
        const state = now ? "now" : isNext ? "next" : index < presentIndex ? "past" : "later";
        return (
          <li key={act} data-state={state} aria-current={now ? "step" : undefined}>
            {next !== null && isNext ? (
              <ActButton
                primary
                done={null}
                act={() => {
                  clicked.current = true;
                  return next.perform();
                }}
              >
                {next.text}
              </ActButton>
            ) : (
              <span class="act">
                {titles[act]}
                {now && busy && <span class="spinner" aria-hidden="true" />}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
