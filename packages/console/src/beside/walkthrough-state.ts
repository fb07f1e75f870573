import { computed, signal } from "@preact/signals";
import {
  type CheckResult,
  checkResultSchema,
  type WalkthroughAction,
  type WalkthroughStep,
  walkthroughSchema,
} from "@soft-landing/shared/lab-api";
import { readLab, writeLab } from "../api/lab-client.ts";
import { goTo, perform } from "../state/store.ts";
import { setTraffic } from "./page-panel.tsx";

const placeKey = "soft-landing.walkthrough";

export const steps = signal<readonly WalkthroughStep[]>([]);
export const results = signal<ReadonlyMap<string, CheckResult>>(new Map());
const place = signal(Number(sessionStorage.getItem(placeKey) ?? 0));
export const currentIndex = computed(() => Math.min(place.value, Math.max(0, steps.value.length - 1)));

/** Asks a lab for its story; what was checked on another lab is forgotten. A lab without one leaves the panel away. */
export async function loadWalkthrough(): Promise<void> {
  results.value = new Map();
  try {
    steps.value = (await readLab("/api/walkthrough", walkthroughSchema)).steps;
  } catch {
    steps.value = [];
  }
}

export function goToStep(index: number): void {
  place.value = Math.max(0, Math.min(index, steps.value.length - 1));
  sessionStorage.setItem(placeKey, String(place.value));
}

/** Does what the step's button says, by the calls the views use, and shows the view where it is to be seen. */
export async function act(step: WalkthroughStep): Promise<void> {
  goTo({ view: step.view, tab: step.tab ?? null });
  await carriedOut(step.action);
}

export async function check(step: WalkthroughStep): Promise<void> {
  await perform(null, async () => {
    const result = await writeLab("POST", `/api/walkthrough/${step.id}/check`, {}, checkResultSchema);
    results.value = new Map([...results.value, [step.id, result]]);
  });
}

async function carriedOut(action: WalkthroughAction): Promise<unknown> {
  switch (action.kind) {
    case "look":
      return;
    case "parameter":
      return perform(`Edit parameter request succeeded: the value is “${action.value}”.`, () =>
        writeLab("POST", "/api/parameter", { value: action.value }),
      );
    case "switch":
      return perform(`Moving to ${action.build}.`, () =>
        writeLab("POST", "/api/switch", { build: action.build }),
      );
    case "traffic":
      return setTraffic(action.requestsPerSecond);
  }
}
