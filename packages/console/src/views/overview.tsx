import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatCount, formatMs, noData } from "../format/numbers.ts";
import { Picture } from "../picture/picture.tsx";
import { healthOf } from "../state/health.ts";
import { sumOf } from "../state/series.ts";
import { seconds } from "../state/store.ts";
import { storyOf, storySeconds } from "../state/story.ts";
import { AnswerStrip } from "./answer-strip.tsx";

export default function OverviewView({ lab }: { lab: LabSnapshot }) {
  const story = storyOf(lab, seconds.value);
  const { deployment } = lab;
  return (
    <>
      <div class="story" data-tone={story.tone}>
        <h1>{story.headline}</h1>
        <p>{story.detail}</p>
        {deployment !== null && deployment.endedAt === null && (
          <p>
            <b>Moving to {deployment.build}.</b> {deployment.message}
          </p>
        )}
      </div>
      <Picture lab={lab} story={story} />
      <Tiles lab={lab} />
      <AnswerStrip />
    </>
  );
}

function Tiles({ lab }: { lab: LabSnapshot }) {
  const all = seconds.value;
  const newest = all.at(-1);
  const requests = sumOf(all, (second) => second.requestCount, storySeconds);
  const elb502 = sumOf(all, (second) => second.elb502, 60);
  const target5xx = sumOf(all, (second) => second.target5xx, 60);
  const { healthy, judged } = healthOf(lab);
  return (
    <dl class="tiles">
      <Tile
        name="Requests per second"
        value={requests === null ? noData : formatCount(requests / storySeconds)}
      />
      <Tile name="HTTP 502s, 1 min" value={formatCount(elb502)} tone={elb502 === null ? undefined : "bad"} />
      <Tile
        name="Target 5XXs, 1 min"
        value={formatCount(target5xx)}
        tone={target5xx === null ? undefined : "bad"}
      />
      <Tile name="Response time, p99" value={formatMs(newest?.targetResponseTimeMs?.p99)} />
      <Tile
        name="Healthy targets"
        value={judged === 0 ? noData : `${healthy} of ${judged}`}
        tone={healthy < judged ? "warn" : undefined}
      />
    </dl>
  );
}

function Tile({ name, value, tone }: { name: string; value: string; tone?: "bad" | "warn" | undefined }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd data-tone={tone} class={value === noData ? "none" : undefined}>
        {value}
      </dd>
    </div>
  );
}
