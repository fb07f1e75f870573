import { useSignal } from "@preact/signals";
import {
  type ExperimentOffer,
  type ExperimentRun,
  type Experiments,
  experimentRunSchema,
  experimentsSchema,
  type LabSnapshot,
  type Reports,
  reportsSchema,
} from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { readLab, writeLab } from "../api/lab-client.ts";
import { formatBytes } from "../format/numbers.ts";
import { formatClock, formatDuration } from "../format/times.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Badge, type BadgeTone } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { RaceStrips } from "./race-strips.tsx";

const askAgainMs = 1000;

export default function ExperimentsView(_: { lab: LabSnapshot }) {
  const experiments = useSignal<Experiments | null>(null);
  const reports = useSignal<Reports | null>(null);
  const refusal = useSignal<string | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    async function ask() {
      try {
        const [offered, written] = await Promise.all([
          readLab("/api/experiments", experimentsSchema),
          readLab("/api/reports", reportsSchema),
        ]);
        experiments.value = offered;
        reports.value = written;
        refusal.value = null;
      } catch (error) {
        refusal.value = error instanceof Error ? error.message : String(error);
      }
      if (!ended) {
        timer = setTimeout(ask, askAgainMs);
      }
    }
    ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [experiments, reports, refusal]);

  const run = experiments.value?.run ?? null;
  const running = run?.state === "running";
  return (
    <>
      <ViewHead title="Experiments" sub="Both builds, the same load, the same fault, side by side" />
      {refusal.value !== null && <p class="soft">{refusal.value}</p>}
      {run !== null && <Run run={run} experiments={experiments.value} />}
      <Card title="Start an experiment" aside={<code class="soft small">pnpm lab compare --list</code>}>
        {experiments.value === null ? (
          <p class="empty">Loading …</p>
        ) : (
          <ul class="offers">
            {experiments.value.experiments.map((offer) => (
              <Offer key={offer.name} offer={offer} disabled={running} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Reports" flush>
        <DataTable
          label="Reports"
          rows={reports.value ?? []}
          keyOf={({ file }) => file}
          empty="No reports yet. Each experiment writes one, here or on the command line."
          columns={[
            {
              head: "Report",
              wide: true,
              cell: ({ file, title }) => (
                <a href={`/reports/${encodeURIComponent(file)}`} target="_blank" rel="noreferrer">
                  {title}
                </a>
              ),
            },
            { head: "Written", cell: ({ createdAt }) => formatClock(createdAt) },
            { head: "Size", cell: ({ bytes }) => formatBytes(bytes) },
          ]}
        />
      </Card>
    </>
  );
}

function Offer({ offer, disabled }: { offer: ExperimentOffer; disabled: boolean }) {
  return (
    <li class="offer">
      <h3>{offer.title}</h3>
      <p>{offer.question}</p>
      <ul class="offer-facts">
        {offer.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <div class="actions">
        <ActButton
          small
          disabled={disabled}
          label={`Start ${offer.title}`}
          done={`${offer.title} has started.`}
          act={() => writeLab("POST", "/api/experiments", { experiment: offer.name }, experimentRunSchema)}
        >
          Start
        </ActButton>
        <span class="soft small">about {formatDuration(offer.durationSeconds * 1000)}</span>
      </div>
    </li>
  );
}

const runTones: Readonly<Record<ExperimentRun["state"], [BadgeTone, string]>> = {
  running: ["busy", "Running"],
  held: ["ok", "Every hypothesis held"],
  deviated: ["warn", "A hypothesis did not hold"],
  failed: ["bad", "Failed"],
  cancelled: ["plain", "Cancelled"],
};

function Run({ run, experiments }: { run: ExperimentRun; experiments: Experiments | null }) {
  const offer = experiments?.experiments.find(({ name }) => name === run.experiment);
  const [tone, text] = runTones[run.state];
  const tookMs = (run.endedAt === null ? Date.now() : Date.parse(run.endedAt)) - Date.parse(run.startedAt);
  return (
    <Card title={offer?.title ?? run.experiment} aside={<Badge tone={tone}>{text}</Badge>}>
      {run.race === null ? (
        <p class="soft" role="status">
          {run.progress.at(-1) ?? "Starting."}
        </p>
      ) : (
        <RaceStrips race={run.race} running={run.state === "running"} />
      )}
      {run.state !== "running" && <p>{run.progress.at(-1)}</p>}
      <p class="actions run-actions">
        {run.state === "running" && (
          <ActButton
            small
            done="The experiment is ending."
            act={() => writeLab("POST", "/api/experiments/cancel", {})}
          >
            Cancel
          </ActButton>
        )}
        {run.report !== null && (
          <a
            class="button"
            href={`/reports/${encodeURIComponent(run.report)}`}
            target="_blank"
            rel="noreferrer"
          >
            Open the report
          </a>
        )}
        <span class="soft small">{formatDuration(tookMs)}</span>
      </p>
      <details>
        <summary class="soft small">Log</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <div class="log" role="log" aria-label="Progress" tabIndex={0}>
          {run.progress.join("\n") || "Starting."}
        </div>
      </details>
    </Card>
  );
}
