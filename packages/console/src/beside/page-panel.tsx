import { signal } from "@preact/signals";
import { answerKinds } from "@soft-landing/shared/answer-kinds";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { formatCount } from "../format/numbers.ts";
import { formatClock, formatDuration } from "../format/times.ts";
import { countsOf } from "../state/answers.ts";
import { seconds } from "../state/store.ts";
import { Swatch } from "../story/answer-strip.tsx";
import { pageAddress } from "./page-address.ts";
import { PageFrame } from "./page-frame.tsx";
import { askAgain, createRefresh, usePageRefresh } from "./page-refresh.ts";
import { TrafficChoice } from "./traffic-choice.tsx";

/** After this long, the panel says that a page is still loading. */
const tellWaitingAfterMs = 2000;

const refresh = createRefresh();

/** The web page itself, refreshed by hand or with the lab's traffic, and the counts of what users got. */
export function PagePanel({ lab }: { lab: LabSnapshot }) {
  usePageRefresh(refresh, lab);
  return (
    <section class="page-panel" aria-labelledby="page-panel-title">
      <div class="panel-head">
        <h2 id="page-panel-title">The web page</h2>
        <TrafficChoice lab={lab} />
      </div>
      <div class="browser">
        <div class="browser-bar">
          <button type="button" class="quiet small" onClick={() => askAgain(refresh)}>
            Refresh
          </button>
          <a href={lab.pageUrl} target="_blank" rel="noreferrer">
            {lab.pageUrl.replace(/^https?:\/\//, "")}
          </a>
          <Waiting />
        </div>
        <PageFrame
          key={lab.pageUrl}
          title="The web page"
          url={pageAddress(lab, location)}
          refresh={refresh}
        />
      </div>
      <Counts lab={lab} />
    </section>
  );
}

function Waiting() {
  // Read so that the text is updated each second.
  seconds.value;
  const waitedMs = refresh.shown.value === refresh.turn.value ? 0 : Date.now() - refresh.askedAtMs.value;
  if (waitedMs < tellWaitingAfterMs) {
    return null;
  }
  return <span class="browser-waiting">no answer for {formatDuration(waitedMs)}</span>;
}

/** Counts start again with another lab, another stack, another build, and a reload of the page. */
const begunSecond = signal(Math.floor(Date.now() / 1000));

function Counts({ lab }: { lab: LabSnapshot }) {
  const { labId, stack, build } = lab;
  useEffect(() => {
    begunSecond.value = Math.floor(Date.now() / 1000);
  }, [labId, stack, build]);
  const counts = countsOf(seconds.value.filter(({ second }) => second >= begunSecond.value));
  return (
    <p class="page-counts small">
      <span class="soft">Since {formatClock(begunSecond.value * 1000)}:</span>
      {answerKinds
        .filter((kind) => kind !== "answered" || counts.answered > 0)
        .map((kind) => (
          <span key={kind} data-count={kind}>
            <Swatch kind={kind} /> <b>{formatCount(counts[kind])}</b> {kind}
          </span>
        ))}
    </p>
  );
}
