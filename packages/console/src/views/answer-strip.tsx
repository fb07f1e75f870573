import { formatCount } from "../format/numbers.ts";
import { Card } from "../parts/card.tsx";
import { answersOfEach, type SecondAnswers } from "../state/answers.ts";
import { seconds } from "../state/store.ts";

const stripSeconds = 120;
const kinds = ["failed", "degraded", "personal", "answered"] as const;

/** The last two minutes as users lived them: one column a second, failed at the bottom. */
export function AnswerStrip() {
  const all = seconds.value.slice(-stripSeconds - 1);
  const end = all.at(-1)?.second ?? 0;
  const columns = answersOfEach(all)
    .map((answers, index) => ({ second: all[index]?.second ?? 0, answers }))
    // The first has no second before it whose running totals it could be told from.
    .slice(1);
  const highest = Math.max(1, ...columns.map(({ answers }) => heightOf(answers)));
  const spoken = kinds
    .map((kind) => ({ kind, count: columns.reduce((count, { answers }) => count + answers[kind], 0) }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${formatCount(count)} ${kind}`)
    .join(", ");
  return (
    <Card
      title="What users got"
      aside={<span class="soft small">{spoken || "no requests"} in two minutes</span>}
    >
      <div class="strip">
        <svg
          viewBox={`0 0 ${stripSeconds} 1`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Answers of the last two minutes: ${spoken || "none"}`}
        >
          {columns.map(({ second, answers }) => (
            <Column
              key={second}
              x={stripSeconds - 1 - (end - second)}
              answers={answers}
              scale={1 / highest}
            />
          ))}
        </svg>
        <div class="strip-ends soft small" aria-hidden="true">
          <span>2 min ago</span>
          <span>now</span>
        </div>
      </div>
    </Card>
  );
}

function Column({ x, answers, scale }: { x: number; answers: SecondAnswers; scale: number }) {
  let top = 1;
  return (
    <>
      {kinds.map((kind) => {
        const height = answers[kind] * scale;
        if (height === 0) {
          return null;
        }
        top -= height;
        return <rect key={kind} class={`strip-${kind}`} x={x + 0.1} y={top} width={0.8} height={height} />;
      })}
    </>
  );
}

function heightOf({ personal, degraded, failed, answered }: SecondAnswers): number {
  return personal + degraded + failed + answered;
}
