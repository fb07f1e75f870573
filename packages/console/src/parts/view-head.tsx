import type { ComponentChildren } from "preact";

export function ViewHead({
  title,
  sub,
  children,
}: {
  title: string;
  /** Below the title: a name, or a sentence. */
  sub: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="view-head">
      <div>
        <h1>{title}</h1>
        <p class="soft">{sub}</p>
      </div>
      {children}
    </div>
  );
}
