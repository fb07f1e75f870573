import { signal } from "@preact/signals";
import { answerKinds } from "@soft-landing/shared/answer-kinds";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { writeLab } from "../api/lab-client.ts";
import { formatCount, formatRate } from "../format/numbers.ts";
import { formatClock, formatDuration } from "../format/times.ts";
import { Segments } from "../parts/segments.tsx";
import { countsOf } from "../state/answers.ts";
import { lab as labState, perform, seconds } from "../state/store.ts";
import { Swatch } from "../story/answer-strip.tsx";
import { PageFrame, useTicking } from "./page-frame.tsx";

const rates = [0, 1, 5, 20, 100];

/** While the lab refreshes the page continuously, the frame follows so often at most. */
const frameEveryMs = 1500;

/** After a change servers that read their switch in the background follow within so long. */
const settledAfterMs = 1300;

/** Counts the page's refreshes: which was asked for last, which is shown, and since when one is under way. */
const turn = signal(0);
const shown = signal(0);
const askedAtMs = signal(0);

/** A page that is under way for so long is told of. */
const tellWaitingAfterMs = 2000;

function refresh(): void {
  if (shown.value === turn.value) {
    askedAtMs.value = Date.now();
  }
  turn.value += 1;
}

async function setTraffic(requestsPerSecond: number): Promise<boolean> {
  return perform(null, () => writeLab("POST", "/api/traffic", { requestsPerSecond }));
}

/** The web page itself, refreshed by hand or with the lab's traffic, and how often users got what. */
export function PagePanel({ lab }: { lab: LabSnapshot }) {
  const { requestsPerSecond } = lab.traffic;
  const live = labState.value.connection === "live";
  useEffect(() => {
    // Another lab has another page; what was under way will not come.
    shown.value = turn.value;
  }, [lab.labId]);
  useEffect(() => {
    refresh();
    const timer = setTimeout(refresh, settledAfterMs);
    return () => clearTimeout(timer);
  }, [lab.labId, lab.parameter.value, lab.build]);
  useTicking(live && requestsPerSecond > 0, frameEveryMs, () => {
    // A page that hangs is waited for, as a person would, so that its 504 is seen.
    if (!document.hidden && shown.value === turn.value) {
      refresh();
    }
  });
  return (
    <section class="page-panel" aria-labelledby="page-panel-title">
      <div class="panel-head">
        <h2 id="page-panel-title">The web page</h2>
        <Segments
          label="Requests per second"
          choices={choicesWith(requestsPerSecond)}
          value={requestsPerSecond}
          onChoose={setTraffic}
        />
      </div>
      <div class="browser">
        <div class="browser-bar">
          <button type="button" class="quiet small" onClick={refresh}>
            Refresh
          </button>
          <a href={lab.pageUrl} target="_blank" rel="noreferrer">
            {lab.pageUrl.replace(/^https?:\/\//, "")}
          </a>
          <Waiting />
        </div>
        <PageFrame
          key={lab.labId}
          url={lab.pageUrl}
          shown={shown.value}
          turn={turn.value}
          onLoad={(loaded) => {
            shown.value = Math.max(shown.value, loaded);
          }}
        />
      </div>
      <Counts lab={lab} />
    </section>
  );
}

/** The usual rates, and the one that holds where a command has chosen another. */
function choicesWith(current: number): { value: number; text: string }[] {
  return [...new Set([...rates, current])]
    .sort((a, b) => a - b)
    .map((value) => ({ value, text: value === 0 ? "Off" : formatRate(value) }));
}

function Waiting() {
  // Read so that it is told anew each second.
  seconds.value;
  const waitedMs = shown.value === turn.value ? 0 : Date.now() - askedAtMs.value;
  if (waitedMs < tellWaitingAfterMs) {
    return null;
  }
  return <span class="browser-waiting">no answer for {formatDuration(waitedMs)}</span>;
}

/** Counting begins anew with another lab, another build, and a reload of the page. */
const begunSecond = signal(Math.floor(Date.now() / 1000));

function Counts({ lab }: { lab: LabSnapshot }) {
  const { labId, build } = lab;
  useEffect(() => {
    begunSecond.value = Math.floor(Date.now() / 1000);
  }, [labId, build]);
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
