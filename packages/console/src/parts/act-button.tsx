import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { perform } from "../state/store.ts";

/**
 * A button that does something in the lab. It is disabled meanwhile, and the status line shows the result.
 */
export function ActButton(props: {
  act: () => Promise<unknown>;
  /** What the status line shows afterwards; null if the page itself shows it. */
  done: string | null;
  primary?: boolean;
  small?: boolean;
  disabled?: boolean;
  /** For screen readers, if the text alone does not name its object. */
  label?: string;
  children: ComponentChildren;
}) {
  const busy = useSignal(false);
  async function click() {
    if (busy.value) {
      return;
    }
    busy.value = true;
    try {
      await perform(props.done, props.act);
    } finally {
      busy.value = false;
    }
  }
  const classes = [props.primary && "primary", props.small && "small"].filter(Boolean).join(" ");
  return (
    <button
      type="button"
      class={classes}
      disabled={props.disabled}
      aria-busy={busy.value}
      aria-label={props.label}
      onClick={click}
    >
      {props.children}
    </button>
  );
}
