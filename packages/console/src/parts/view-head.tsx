import type { ComponentChildren } from "preact";

export function ViewHead({
  title,
  sub,
  children,
}: {
  title: string;
  sub: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="view-head">
      <div>
        <h1>{title}</h1>
        <p class="soft code">{sub}</p>
      </div>
      {children}
    </div>
  );
}
