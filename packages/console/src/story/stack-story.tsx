import { formatClock } from "../format/times.ts";
import { countsOf, totalOf } from "../state/answers.ts";
import type { StackState } from "../state/lab-state.ts";
import { movingTo } from "./acts.ts";
import { AnswerStrip } from "./answer-strip.tsx";
import { basisOf } from "./basis.ts";
import { type Story, storyOf } from "./sentence.ts";
import { ShareList } from "./share-list.tsx";

export const stripSeconds = 120;

/** The headline of one stack and its last two minutes. */
export function StackStory(props: {
  stack: StackState;
  /** The headline's element: a heading if it is the page's own. */
  headline: "h1" | "h2" | "p";
  heightPx: number;
  /**
   * The answers per second at the strip's full height, if strips are compared; by default its own highest
   * second.
   */
  scale?: number;
  quoted: boolean;
}) {
  const { stack, headline: Headline, heightPx, scale, quoted } = props;
  const { snapshot: lab, seconds } = stack;
  const story = storyOf(lab, basisOf(seconds));
  return (
    <>
      <div class="story-words">
        <Headline class="headline">{story.headline}</Headline>
        <p class="story-detail">{story.detail}</p>
        {quoted && story.quote !== null && (
          <p class="story-quote">
            The pages say: <q>{story.quote}</q>
          </p>
        )}
        {movingTo(lab) !== null && <p class="story-moving">{lab.deployment?.message}</p>}
      </div>
      <AnswerStrip
        columns={seconds.slice(-stripSeconds).map((second) => ({
          at: second.second,
          counts: countsOf([second]),
          marks: second.marks,
        }))}
        end={seconds.at(-1)?.second ?? 0}
        spanSeconds={stripSeconds}
        heightPx={heightPx}
        scale={scale}
        label={`What users of ${lab.stack} got in the last two minutes`}
        nameOf={(second) => formatClock(second * 1000)}
        since="last 2 minutes"
      />
      <ShareList stack={stack} />
    </>
  );
}

/** How the users of a stack are doing, as a colour. */
export function toneOf({ snapshot, seconds }: StackState): Story["tone"] {
  return storyOf(snapshot, basisOf(seconds)).tone;
}

/** The most answers in any second of these stacks' strips. */
export function highestOf(stacks: readonly StackState[]): number {
  const all = stacks.flatMap(({ seconds }) => seconds.slice(-stripSeconds));
  return Math.max(0, ...all.map((second) => totalOf(countsOf([second]))));
}
