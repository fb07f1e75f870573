import { acts } from "@soft-landing/shared/lab-api";
import type { StackState } from "../state/lab-state.ts";
import { lab as labState } from "../state/store.ts";
import { actTitles } from "./act-titles.ts";
import { movingTo, type NextStep, plotOf } from "./acts.ts";
import { basisOf } from "./basis.ts";
import { carryOut } from "./carry-out.ts";
import { BringBeside } from "./side-by-side.tsx";
import { StackStory, toneOf } from "./stack-story.tsx";
import { StoryBar } from "./story-bar.tsx";

const heightPx = { large: 68, small: 38 };

/** What happens to users, above every view: the acts, one sentence, and the last two minutes. */
export function StoryPanel({ stack, large }: { stack: StackState; large: boolean }) {
  const { snapshot: lab, seconds } = stack;
  const basis = basisOf(seconds);
  const { present, next } = plotOf(lab, basis, seconds);
  return (
    <section
      class="story"
      data-tone={toneOf(stack)}
      data-size={large ? "large" : "small"}
      data-since={basis.seconds[0]?.second}
      data-until={basis.seconds.at(-1)?.second}
      aria-label="The story"
    >
      <div class="story-head">
        <StoryBar
          acts={acts}
          titles={actTitles}
          present={present}
          busy={movingTo(lab) !== null}
          next={next && { act: next.act, text: textOf(next), perform: () => carryOut(next, [lab]) }}
        />
        {large && labState.value.lab !== null && <BringBeside lab={labState.value.lab} />}
      </div>
      <StackStory
        stack={stack}
        headline={large ? "h1" : "p"}
        heightPx={large ? heightPx.large : heightPx.small}
        quoted={large}
      />
    </section>
  );
}

function textOf(next: NextStep): string {
  return next.kind === "bring" && next.act === "healthy"
    ? `Start again with ${next.build}`
    : actTitles[next.kind];
}
