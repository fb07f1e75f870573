import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface CardProps {
  title: string;
  /** At the right of the title. */
  aside?: ComponentChildren;
  /** Without padding, for tables. */
  flush?: boolean;
  children: ComponentChildren;
}

export function Card({ title, aside, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {flush ? children : <div class="card-body">{children}</div>}
    </section>
  );
}
