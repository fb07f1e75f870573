import { signal } from "@preact/signals";
import type { LabSnapshot, Traffic } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { writeLab } from "../api/lab-client.ts";
import { formatCount, formatRate, formatShare } from "../format/numbers.ts";
import { formatDuration } from "../format/times.ts";
import { Segments } from "../parts/segments.tsx";
import { sum, totalOf, trafficAnswers } from "../state/answers.ts";
import { currentTraffic } from "../state/lab-state.ts";
import { lab as labState, perform, seconds } from "../state/store.ts";
import { PageFrame, useTicking } from "./page-frame.tsx";

const rates = [0, 1, 5, 20, 100];

/** While the lab refreshes the page continuously, the frame follows so often at most. */
const frameEveryMs = 1500;

/** The seconds over which shares are shown. */
const shareSeconds = 10;

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

export async function setTraffic(requestsPerSecond: number): Promise<boolean> {
  const done =
    requestsPerSecond === 0
      ? "Nobody refreshes the page any more."
      : `The page is refreshed ${formatRate(requestsPerSecond)}.`;
  return perform(done, () => writeLab("POST", "/api/traffic", { requestsPerSecond }));
}

export function PagePanel({ lab }: { lab: LabSnapshot }) {
  const traffic = currentTraffic(labState.value) ?? lab.traffic;
  const live = labState.value.connection === "live";
  useEffect(() => {
    // Another lab has another page; what was under way will not come.
    shown.value = turn.value;
  }, [lab.labId]);
  useTicking(live && traffic.requestsPerSecond > 0, frameEveryMs, () => {
    // A page that hangs is waited for, as a person would, so that its 504 is seen.
    if (!document.hidden && shown.value === turn.value) {
      refresh();
    }
  });
  return (
    <section class="page-panel" aria-labelledby="page-panel-title">
      <div class="panel-head">
        <h2 id="page-panel-title">The web page</h2>
        <span class="soft small">last {shareSeconds} s, and in all</span>
      </div>
      <div class="traffic-row">
        <button type="button" onClick={refresh}>
          Refresh
        </button>
        <Segments
          label="Refresh continuously"
          choices={choicesWith(traffic.requestsPerSecond)}
          value={traffic.requestsPerSecond}
          onChoose={(rate) => setTraffic(rate)}
        />
      </div>
      <Shares all={traffic} />
      <div class="browser">
        <div class="browser-bar">
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

function Shares({ all }: { all: Traffic }) {
  const recent = sum(trafficAnswers(seconds.value.slice(-shareSeconds - 1)).slice(1));
  const resting = all.requestsPerSecond === 0;
  // While it goes on, silence is no answer, not the answers of before.
  const shown = totalOf(recent) > 0 || !resting ? recent : all;
  const total = totalOf(shown);
  const kinds = [
    { name: "Personal", colour: "ok", count: shown.personal, counted: all.personal },
    { name: "Degraded", colour: "warn", count: shown.degraded, counted: all.degraded },
    { name: "Failed", colour: "bad", count: shown.failed, counted: all.failed },
  ] as const;
  return (
    <div>
      <div class="share-bar" aria-hidden="true">
        {kinds.map(({ name, colour, count }) =>
          count === 0 ? null : <i key={name} class={`key-${colour}`} style={{ flexGrow: count }} />,
        )}
      </div>
      <dl class="share-list">
        {kinds.map(({ name, colour, count, counted }) => (
          <div key={name} data-share={name.toLowerCase()}>
            <dt>
              <i class={`plot-key key-${colour}`} />
              {name}
            </dt>
            <dd>
              {total === 0 ? "–" : formatShare(count / total)}
              <small>{counted > 0 && `${formatCount(counted)} in all`}</small>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
