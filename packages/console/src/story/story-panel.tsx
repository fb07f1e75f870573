import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { formatClock } from "../format/times.ts";
import { countsOf } from "../state/answers.ts";
import { seconds } from "../state/store.ts";
import { movingTo, plotOf } from "./acts.ts";
import { AnswerStrip } from "./answer-strip.tsx";
import { basisOf } from "./basis.ts";
import { storyOf } from "./sentence.ts";
import { StoryBar } from "./story-bar.tsx";

const spanSeconds = 120;
const heightPx = { large: 68, small: 38 };

/** What happens to users, above every view: the acts, one sentence, and the last two minutes. */
export function StoryPanel({ lab, large }: { lab: LabSnapshot; large: boolean }) {
  const all = seconds.value;
  const basis = basisOf(all);
  const story = storyOf(lab, basis);
  const Headline = large ? "h1" : "p";
  return (
    <section
      class="story"
      data-tone={story.tone}
      data-size={large ? "large" : "small"}
      aria-label="The story"
    >
      <StoryBar lab={lab} plot={plotOf(lab, basis, all)} />
      <div class="story-words">
        <Headline class="headline">{story.headline}</Headline>
        <p class="story-detail">{story.detail}</p>
        {large && story.quote !== null && (
          <p class="story-quote">
            The pages say: <q>{story.quote}</q>
          </p>
        )}
        <Moving lab={lab} />
      </div>
      <AnswerStrip
        columns={all.slice(-spanSeconds).map(columnOf)}
        end={all.at(-1)?.second ?? 0}
        spanSeconds={spanSeconds}
        heightPx={large ? heightPx.large : heightPx.small}
        label="What users got in the last two minutes"
        nameOf={(second) => formatClock(second * 1000)}
        since="last 2 minutes"
      />
    </section>
  );
}

function columnOf(second: Second) {
  return { at: second.second, counts: countsOf([second]), marks: second.marks };
}

function Moving({ lab }: { lab: LabSnapshot }) {
  if (movingTo(lab) === null) {
    return null;
  }
  return <p class="story-moving">{lab.deployment?.message}</p>;
}
