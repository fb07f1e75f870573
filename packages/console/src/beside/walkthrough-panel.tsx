import { useSignal } from "@preact/signals";
import { acts, type LabSnapshot, type WalkthroughStep } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { actTitles } from "../story/act-titles.ts";
import {
  carryOut,
  chapter,
  chapterSteps,
  check,
  loadWalkthrough,
  nextChapter,
  openChapter,
  openStep,
  results,
  show,
  steps,
  walking,
} from "./walkthrough-state.ts";

/** How soon a step that has not passed is checked again. */
const lookAgainMs = 1000;

/** The story in six chapters, whose steps check themselves. */
export function WalkthroughPanel({ lab }: { lab: LabSnapshot }) {
  useEffect(() => {
    loadWalkthrough();
  }, [lab.labId]);
  const asked = useSignal<ReadonlySet<string>>(new Set());
  useSelfCheck(asked.value);
  if (steps.value.length === 0) {
    return null;
  }
  const held = steps.value.filter(({ id }) => results.value.get(id)?.held).length;
  return (
    <section class="walk" aria-labelledby="walk-title">
      <div class="panel-head">
        <h2 id="walk-title">Walkthrough</h2>
        <span class="soft small">
          {held} of {steps.value.length} steps
        </span>
        <button
          type="button"
          class="small walk-toggle"
          aria-expanded={walking.value}
          onClick={() => {
            walking.value = !walking.value;
          }}
        >
          {walking.value ? "Close" : held === 0 ? "Start" : "Continue"}
        </button>
      </div>
      {walking.value && (
        <>
          <Chapters />
          <ol class="walk-list">
            {chapterSteps.value.map((step) => (
              <Step key={step.id} step={step} open={step === openStep.value} />
            ))}
          </ol>
          <Next
            asked={asked.value}
            onAct={(step) => {
              asked.value = new Set([...asked.value, step.id]);
              show(step);
              carryOut(step.action, lab);
            }}
          />
        </>
      )}
    </section>
  );
}

function Chapters() {
  return (
    <ul class="chapters">
      {acts.map((act, index) => {
        const own = steps.value.filter((step) => step.act === act);
        const held = own.filter(({ id }) => results.value.get(id)?.held).length;
        const state = held === own.length ? "held" : held > 0 ? "begun" : "open";
        return (
          <li key={act}>
            <button
              type="button"
              data-state={state}
              aria-current={act === chapter.value ? "step" : undefined}
              aria-label={`Chapter ${index + 1}: ${actTitles[act]}, ${held} of ${own.length} steps`}
              title={actTitles[act]}
              onClick={() => openChapter(act)}
            >
              {index + 1}
            </button>
          </li>
        );
      })}
      <li class="chapter-title">{actTitles[chapter.value]}</li>
    </ul>
  );
}

function Step({ step, open }: { step: WalkthroughStep; open: boolean }) {
  const result = results.value.get(step.id);
  const state = result?.held ? "held" : open ? "open" : "later";
  return (
    <li data-step={step.id} data-state={state}>
      <span class="step-number" aria-hidden="true">
        {result?.held ? "✓" : step.number}
      </span>
      <div>
        <button type="button" class="step-title" onClick={() => show(step)}>
          {step.title}
          <span class="visually-hidden">
            {result?.held ? `, step ${step.number}, done` : `, step ${step.number}`}
          </span>
        </button>
        {open && <p>{step.text}</p>}
        {result?.held && <p class="step-seen">{result.seen}</p>}
        {open && result?.held === false && <p class="step-seen">Not yet: {result.seen}</p>}
      </div>
    </li>
  );
}

/**
 * The one button that leads on. It does what the open step asks for. If no step is open, it opens the next
 * chapter.
 */
function Next({ asked, onAct }: { asked: ReadonlySet<string>; onAct: (step: WalkthroughStep) => void }) {
  const step = openStep.value;
  const following = nextChapter();
  const acting = step !== undefined && step.action.kind !== "look" && !asked.has(step.id);
  if (acting) {
    return (
      <button type="button" class="walk-next" onClick={() => onAct(step)}>
        Next: {step.action.label}
      </button>
    );
  }
  if (following === undefined) {
    return step === undefined ? <p class="walk-end">This is the end of the story.</p> : null;
  }
  return (
    <button type="button" class="walk-next" onClick={() => openChapter(following)}>
      Next: {actTitles[following]}
    </button>
  );
}

/**
 * Checks the open step again and again until it passes, while the walkthrough is open. A step with an action
 * is checked only after the action was requested, so that it does not pass before the user has done anything.
 */
function useSelfCheck(asked: ReadonlySet<string>): void {
  const step = walking.value ? openStep.value : undefined;
  const ready = step !== undefined && (step.action.kind === "look" || asked.has(step.id));
  useEffect(() => {
    if (step === undefined || !ready) {
      return;
    }
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(one: WalkthroughStep) {
      // The lab may be unreachable for a moment. The step is checked again.
      await check(one).catch(() => {});
      if (!ended) {
        timer = setTimeout(look, lookAgainMs, one);
      }
    }
    look(step);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [step?.id, ready]);
}
