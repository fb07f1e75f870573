import { hashOf, type Route } from "../routing.ts";

/** The tabs of a view, as links, so that each has its own address. */
export function Tabs(props: {
  label: string;
  view: Route["view"];
  tabs: readonly { id: string; text: string }[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={props.label}>
      {props.tabs.map(({ id, text }) => (
        <a
          key={id}
          href={hashOf({ view: props.view, tab: id })}
          aria-current={id === props.current ? "page" : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  );
}
