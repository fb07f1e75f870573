import { computed, effect, signal } from "@preact/signals";
import {
  type Act,
  acts,
  type CheckResult,
  checkResultSchema,
  type LabSnapshot,
  type WalkthroughAction,
  type WalkthroughStep,
  walkthroughSchema,
} from "@soft-landing/shared/lab-api";
import { ofStack, readLab, writeLab } from "../api/lab-client.ts";
import { goTo, perform } from "../state/store.ts";

const chapterKey = "soft-landing.chapter";
const openKey = "soft-landing.walkthrough";

export const steps = signal<readonly WalkthroughStep[]>([]);
export const results = signal<ReadonlyMap<string, CheckResult>>(new Map());
/** Whether the walkthrough is open. A reload keeps it. */
export const walking = signal(sessionStorage.getItem(openKey) === "yes");
export const chapter = signal<Act>(savedChapter());

effect(() => sessionStorage.setItem(openKey, walking.value ? "yes" : "no"));
effect(() => sessionStorage.setItem(chapterKey, chapter.value));

/** The steps of the chapter that is open. */
export const chapterSteps = computed(() => steps.value.filter(({ act }) => act === chapter.value));
/** The first step of the chapter that has not passed yet. */
export const openStep = computed(() => chapterSteps.value.find(({ id }) => !isHeld(id)));

/**
 * Asks the lab for its story, and forgets what was checked on another lab. If the lab has none, the panel is
 * hidden.
 */
export async function loadWalkthrough(): Promise<void> {
  results.value = new Map();
  try {
    steps.value = (await readLab("/api/walkthrough", walkthroughSchema)).steps;
  } catch {
    steps.value = [];
  }
}

/** Opens a chapter, and the view where it begins. */
export function openChapter(act: Act): void {
  chapter.value = act;
  const first = openStep.value ?? chapterSteps.value[0];
  if (first !== undefined) {
    show(first);
  }
}

export function show({ view, tab }: WalkthroughStep): void {
  goTo({ view, tab: tab ?? null });
}

export function nextChapter(): Act | undefined {
  return acts[acts.indexOf(chapter.value) + 1];
}

/** Asks the lab to check a step and keeps the result. A step that has passed once stays passed. */
export async function check(step: WalkthroughStep): Promise<void> {
  const result = await writeLab("POST", `/api/walkthrough/${step.id}/check`, {}, checkResultSchema);
  if (result.held || !isHeld(step.id)) {
    results.value = new Map([...results.value, [step.id, result]]);
  }
}

/** Does what a step asks for, with the calls that the views use. */
export async function carryOut(action: WalkthroughAction, lab: LabSnapshot): Promise<unknown> {
  switch (action.kind) {
    case "look":
      return;
    case "parameter":
      return perform(`Edit parameter request succeeded: the value is “${action.value}”.`, () =>
        writeLab("POST", ofStack("/api/parameter", lab), { value: action.value }),
      );
    case "switch":
      return perform(`Switching to ${action.build}.`, () =>
        writeLab("POST", ofStack("/api/switch", lab), { build: action.build }),
      );
    case "traffic":
      return perform(null, () =>
        writeLab("POST", "/api/traffic", { requestsPerSecond: action.requestsPerSecond }),
      );
  }
}

function isHeld(id: string): boolean {
  return results.value.get(id)?.held === true;
}

function savedChapter(): Act {
  const saved = sessionStorage.getItem(chapterKey);
  return acts.find((act) => act === saved) ?? acts[0];
}
