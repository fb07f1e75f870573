import { useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { viewTitles } from "../routing.ts";
import { act, check, currentIndex, goToStep, loadWalkthrough, results, steps } from "./walkthrough-state.ts";

/** The story step by step, each with its button and its check. */
export function WalkthroughPanel({ lab }: { lab: LabSnapshot }) {
  const checking = useSignal(false);
  useEffect(() => {
    loadWalkthrough();
  }, [lab.labId]);

  const index = currentIndex.value;
  const step = steps.value[index];
  if (step === undefined) {
    return <div />;
  }
  const result = results.value.get(step.id);

  async function runCheck() {
    if (step === undefined || checking.value) {
      return;
    }
    checking.value = true;
    try {
      await check(step);
    } finally {
      checking.value = false;
    }
  }

  return (
    <section class="walk" aria-labelledby="walk-title">
      <div class="panel-head">
        <h2 id="walk-title">Walkthrough</h2>
        <span class="soft small">
          Step {index + 1} of {steps.value.length} · {viewTitles[step.view]}
        </span>
      </div>
      <Progress />
      <p class="walk-text">{step.text}</p>
      <div class="walk-nav">
        <button type="button" class="primary" onClick={() => act(step)}>
          {step.action.label}
        </button>
        <button type="button" aria-busy={checking.value} onClick={runCheck}>
          {checking.value ? "Checking" : "Check"}
        </button>
      </div>
      <div role="status">
        {result !== undefined && (
          <p class="walk-seen" data-held={result.held ? "yes" : "no"}>
            <b>{result.held ? "As it should be." : "Not yet."}</b> {result.seen}
          </p>
        )}
      </div>
    </section>
  );
}

function Progress() {
  const index = currentIndex.value;
  return (
    <>
      <div class="walk-steps" aria-hidden="true">
        {steps.value.map(({ id }, number) => {
          const held = results.value.get(id)?.held;
          return <i key={id} data-now={number === index} data-held={held} />;
        })}
      </div>
      <div class="walk-place">
        <select
          aria-label="Step"
          value={index}
          onChange={(event) => goToStep(Number(event.currentTarget.value))}
        >
          {steps.value.map(({ id, title }, number) => (
            <option key={id} value={number}>
              {number + 1}. {title}
              {results.value.get(id)?.held ? " ✓" : ""}
            </option>
          ))}
        </select>
        <button type="button" disabled={index === 0} onClick={() => goToStep(index - 1)}>
          Back
        </button>
        <button type="button" disabled={index === steps.value.length - 1} onClick={() => goToStep(index + 1)}>
          Next
        </button>
      </div>
    </>
  );
}
