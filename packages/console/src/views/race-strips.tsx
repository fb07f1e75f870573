import type { Race } from "@soft-landing/shared/lab-api";
import { totalOf } from "../state/answers.ts";
import { AnswerStrip } from "../story/answer-strip.tsx";

/**
 * What the clients of each build got so far, one strip above the other on one scale, with the events of both.
 */
export function RaceStrips({ race, running }: { race: Race; running: boolean }) {
  const span = Math.max(1, Math.ceil(race.durationSeconds));
  const columns = race.columns.map(({ build, seconds }) => ({
    build,
    seconds: seconds.map(({ second, ...counts }) => ({
      at: second,
      counts: { ...counts, answered: 0 },
      marks: race.marks.filter((mark) => mark.second === second),
    })),
  }));
  const scale = Math.max(
    ...columns.flatMap(({ seconds }) => seconds.map(({ counts }) => totalOf(counts))),
    0,
  );
  const reached = Math.max(0, ...columns.flatMap(({ seconds }) => seconds.map(({ at }) => at + 1)));
  return (
    <div class="race">
      {columns.map(({ build, seconds }) => (
        <section key={build} aria-label={build}>
          <h3>{build}</h3>
          <AnswerStrip
            columns={seconds}
            end={span - 1}
            spanSeconds={span}
            heightPx={64}
            scale={scale}
            label={`What clients of ${build} got`}
            nameOf={(second) => `second ${second + 1}`}
            since={running ? `second ${Math.min(reached, span)} of ${span}` : `${span} s`}
          />
        </section>
      ))}
    </div>
  );
}
