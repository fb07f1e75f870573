import { acts, type LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { useEffect, useRef } from "preact/hooks";
import { writeLab } from "../api/lab-client.ts";
import { ActButton } from "../parts/act-button.tsx";
import { actTitles } from "./act-titles.ts";
import { movingTo, type NextStep, type Plot } from "./acts.ts";

/** The story's acts: where the stack is, and the one button that moves it on. */
export function StoryBar({ lab, plot }: { lab: LabSnapshot; plot: Plot }) {
  const presentIndex = acts.indexOf(plot.present);
  const moving = movingTo(lab);
  const bar = useRef<HTMLOListElement>(null);
  const clicked = useRef(false);
  const nextAct = plot.next?.act;
  useEffect(() => {
    // The button that was clicked is gone; who works by keyboard goes on with the one that took its place.
    if (clicked.current && document.activeElement === document.body) {
      bar.current?.querySelector("button")?.focus();
    }
  }, [nextAct]);
  return (
    <ol class="acts" aria-label="The story" ref={bar}>
      {acts.map((act, index) => {
        const now = act === plot.present;
        const next = plot.next?.act === act ? plot.next : null;
        const state = now ? "now" : next !== null ? "next" : index < presentIndex ? "past" : "later";
        return (
          <li key={act} data-act={act} data-state={state} aria-current={now ? "step" : undefined}>
            {next === null ? (
              <span class="act">
                {actTitles[act]}
                {now && moving !== null && <span class="spinner" aria-hidden="true" />}
              </span>
            ) : (
              <NextButton
                next={next}
                lab={lab}
                onAct={() => {
                  clicked.current = true;
                }}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function NextButton({ next, lab, onAct }: { next: NextStep; lab: LabSnapshot; onAct: () => void }) {
  return (
    <ActButton
      primary
      done={null}
      act={() => {
        onAct();
        return carriedOut(next, lab);
      }}
    >
      {next.kind === "bring" && next.act === "healthy"
        ? `Start again with ${next.build}`
        : actTitles[next.kind]}
    </ActButton>
  );
}

async function carriedOut(next: NextStep, lab: LabSnapshot): Promise<unknown> {
  switch (next.kind) {
    case "break":
      return await setSwitch("false");
    case "bring":
      return await writeLab("POST", "/api/switch", { build: next.build });
    case "mend":
      return await mend(lab);
  }
}

const setSwitch = (value: string) => writeLab("POST", "/api/parameter", { value });

/** Takes back whatever is broken: the switch, faults, lost zones. */
async function mend({ parameter, faults, zonesDown }: LabSnapshot): Promise<void> {
  if (parameter.value !== switchOnValue) {
    await setSwitch(switchOnValue);
  }
  if (faults.length > 0) {
    await writeLab("DELETE", "/chaos/faults", []);
  }
  for (const zone of zonesDown) {
    await writeLab("POST", `/api/zones/${encodeURIComponent(zone)}/up`, {});
  }
}
