import { acts } from "@soft-landing/shared/lab-api";
import type { StackState } from "../state/lab-state.ts";
import { actTitles } from "./act-titles.ts";
import { movingTo, type NextStep, plotOf } from "./acts.ts";
import { basisOf } from "./basis.ts";
import { carryOut } from "./carry-out.ts";
import { StackStory, toneOf } from "./stack-story.tsx";
import { StoryBar } from "./story-bar.tsx";

const heightPx = { large: 68, small: 38 };

/** What happens to users, above every view: the acts, one sentence, and the last two minutes. */
export function StoryPanel({ stack, large }: { stack: StackState; large: boolean }) {
  const { snapshot: lab, seconds } = stack;
  const { present, next } = plotOf(lab, basisOf(seconds), seconds);
  return (
    <section
      class="story"
      data-tone={toneOf(stack)}
      data-size={large ? "large" : "small"}
      aria-label="The story"
    >
      <StoryBar
        acts={acts}
        titles={actTitles}
        present={present}
        busy={movingTo(lab) !== null}
        next={next && { act: next.act, text: textOf(next), perform: () => carryOut(next, [lab]) }}
      />
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
