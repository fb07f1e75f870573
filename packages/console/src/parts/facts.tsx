import type { ComponentChildren } from "preact";

/** Names with their values, as AWS's consoles show settings. */
export function Facts({
  of,
}: {
  of: readonly (readonly [name: string, value: ComponentChildren, width?: "wide"])[];
}) {
  return (
    <dl class="facts">
      {of.map(([name, value, width]) => (
        <div key={name} class={width}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
