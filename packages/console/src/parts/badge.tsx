import type { TargetState } from "@soft-landing/shared/lab-api";
import type { ComponentChildren } from "preact";

export type BadgeTone = "ok" | "warn" | "bad" | "busy" | "plain";

export function Badge({ tone, children }: { tone: BadgeTone; children: ComponentChildren }) {
  return (
    <span class="badge" data-tone={tone}>
      {children}
    </span>
  );
}

export const targetTones: Readonly<Record<TargetState, BadgeTone>> = {
  initial: "busy",
  healthy: "ok",
  unhealthy: "bad",
  unused: "plain",
  draining: "warn",
  unavailable: "plain",
};

export function TargetBadge({ state }: { state: TargetState }) {
  return <Badge tone={targetTones[state]}>{state.charAt(0).toUpperCase() + state.slice(1)}</Badge>;
}
