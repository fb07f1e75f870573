import { computed, signal } from "@preact/signals";
import { followLab } from "../api/event-stream.ts";
import { LabRefusal } from "../api/lab-client.ts";
import { hashOf, type Route, routeOf } from "../routing.ts";
import { initialLabState, type LabState, lastEventId, reduceLabState } from "./lab-state.ts";

const knownLabKey = "soft-landing.lab";
const chosenStackKey = "soft-landing.stack";
const themeKey = "soft-landing.theme";

export const lab = signal(initialLabState);
/** The stack that the views show if there are several; the first one if that stack is gone. */
export const chosenStack = signal(sessionStorage.getItem(chosenStackKey) ?? "");
export const shownStack = computed(() => {
  const { stacks } = lab.value;
  return stacks.find(({ snapshot }) => snapshot.stack === chosenStack.value) ?? stacks[0];
});
export const snapshot = computed(() => shownStack.value?.snapshot ?? null);
export const seconds = computed(() => shownStack.value?.seconds ?? []);

export const route = signal<Route>(routeOf(location.hash));

/** Opens a view, so that the address and the browser's history follow. */
export function goTo(to: Route): void {
  location.hash = hashOf(to);
}

export type Theme = "system" | "light" | "dark";
export const theme = signal<Theme>(savedTheme());

/** The last action that was done or refused, for the status line. */
export interface Outcome {
  tone: "ok" | "bad";
  text: string;
  remedy?: string;
  /** Grows by one each time, so that the same text is announced again. */
  number: number;
}
export const outcome = signal<Outcome | null>(null);

/**
 * Does what a button says and reports the result. Resolves to whether it succeeded.
 *
 * @param done what the status line shows on success; null if the page itself shows it, or if the action
 *   resolves with its own text
 */
export async function perform(done: string | null, act: () => Promise<unknown>): Promise<boolean> {
  const number = (outcome.peek()?.number ?? 0) + 1;
  try {
    const result = await act();
    const text = done ?? (typeof result === "string" ? result : null);
    if (text !== null) {
      outcome.value = { tone: "ok", text, number };
    }
    return true;
  } catch (error) {
    if (!(error instanceof LabRefusal)) {
      throw error;
    }
    outcome.value = {
      tone: "bad",
      text: error.message,
      number,
      ...(error.remedy && { remedy: error.remedy }),
    };
    return false;
  }
}

export function dismissNotice(): void {
  rememberLab(lab.peek());
  lab.value = reduceLabState(lab.peek(), { type: "dismissed" });
}

/** After a reload of the page, this lab does not count as restarted. */
function rememberLab({ lab: known }: LabState): void {
  if (known !== null) {
    sessionStorage.setItem(knownLabKey, known.labId);
  }
}

/** Connects the signals with the outside: the lab's events, the address, the saved theme. */
export function startStore(): void {
  const knownLabId = sessionStorage.getItem(knownLabKey) ?? undefined;
  followLab({
    lastEventId: () => lastEventId(lab.peek()),
    onEvent(event) {
      lab.value = reduceLabState(lab.peek(), event, knownLabId);
      if (event.type === "stacks" && lab.peek().notice?.kind !== "restarted") {
        rememberLab(lab.peek());
      }
    },
  });
  addEventListener("hashchange", () => {
    route.value = routeOf(location.hash);
  });
  chosenStack.subscribe((name) => sessionStorage.setItem(chosenStackKey, name));
  theme.subscribe((chosen) => {
    if (chosen === "system") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = chosen;
    }
    localStorage.setItem(themeKey, chosen);
  });
}

function savedTheme(): Theme {
  const saved = localStorage.getItem(themeKey);
  return saved === "light" || saved === "dark" ? saved : "system";
}
