import { promiseOf } from "@soft-landing/shared/builds";
import { useMemo } from "preact/hooks";
import { pageAddress } from "../beside/page-address.ts";
import { PageFrame } from "../beside/page-frame.tsx";
import { createRefresh, usePageRefresh } from "../beside/page-refresh.ts";
import { TrafficChoice } from "../beside/traffic-choice.tsx";
import { Badge } from "../parts/badge.tsx";
import { hashOf } from "../routing.ts";
import { healthOf } from "../state/health.ts";
import type { StackState } from "../state/lab-state.ts";
import { chosenStack, lab as labState } from "../state/store.ts";
import { carryOut } from "../story/carry-out.ts";
import { apartTitle, type CompareAct, compareActs, comparePlotOf } from "../story/compare-acts.ts";
import { EndBeside } from "../story/side-by-side.tsx";
import { highestOf, StackStory, toneOf } from "../story/stack-story.tsx";
import { StoryBar } from "../story/story-bar.tsx";

const titles = { healthy: "Healthy", break: "Break both", restore: "Restore both" };

/**
 * Stacks side by side, with one switch and the same traffic: their headlines, their strips on one scale,
 * their pages.
 */
export default function CompareView({ stacks }: { stacks: readonly StackState[] }) {
  const { present, next } = comparePlotOf(stacks);
  const actTitles: Readonly<Record<CompareAct, string>> = { ...titles, apart: apartTitle(stacks) };
  const labs = stacks.map(({ snapshot }) => snapshot);
  const scale = highestOf(stacks);
  return (
    <div class="compare">
      <div class="compare-head">
        <StoryBar
          acts={compareActs}
          titles={actTitles}
          present={present}
          busy={false}
          next={
            next && { act: next.act, text: actTitles[next.act], perform: () => carryOut(next.step, labs) }
          }
        />
        <div class="actions">
          {labs[0] !== undefined && <TrafficChoice lab={labs[0]} />}
          {labState.value.lab !== null && <EndBeside lab={labState.value.lab} />}
        </div>
      </div>
      <h1 class="visually-hidden">Side by side: {labs.map(({ build }) => build).join(" and ")}</h1>
      <div class="compare-stacks">
        {stacks.map((stack) => (
          <ComparedStack key={stack.snapshot.stack} stack={stack} scale={scale} />
        ))}
      </div>
    </div>
  );
}

function ComparedStack({ stack, scale }: { stack: StackState; scale: number }) {
  const { snapshot: lab } = stack;
  const { healthy, judged } = healthOf(lab);
  const refresh = useMemo(createRefresh, [lab.stack]);
  usePageRefresh(refresh, lab);
  return (
    <section class="compared story" data-tone={toneOf(stack)} aria-label={`Stack ${lab.stack}`}>
      <div class="compared-head">
        <h2>{lab.build}</h2>
        <Badge tone={healthy < judged ? "bad" : "ok"}>
          {healthy} of {judged} healthy
        </Badge>
        <a
          class="small"
          href={hashOf({ view: "target-group", tab: null })}
          onClick={() => {
            chosenStack.value = lab.stack;
          }}
        >
          Look closer
        </a>
      </div>
      <p class="soft small">{promiseOf(lab.build)}</p>
      <StackStory stack={stack} headline="p" heightPx={84} scale={scale} quoted={false} />
      <div class="browser">
        <div class="browser-bar">
          <a href={lab.pageUrl} target="_blank" rel="noreferrer">
            {lab.pageUrl.replace(/^https?:\/\//, "")}
          </a>
        </div>
        <PageFrame
          title={`The web page of ${lab.stack}`}
          url={pageAddress(lab, location)}
          refresh={refresh}
        />
      </div>
    </section>
  );
}
