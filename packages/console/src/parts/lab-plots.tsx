import { signal } from "@preact/signals";
import { formatCount, noData } from "../format/numbers.ts";
import { type Reader, type Series, type Statistic, seriesOf } from "../state/series.ts";
import { seconds, theme } from "../state/store.ts";
import { Plot } from "./plot.tsx";
import type { DrawnSeries } from "./plot-drawing.ts";
import { Segments } from "./segments.tsx";

/** How far back plots look: one choice for all of them. The period keeps the number of bars small. */
const windows = [
  { windowSeconds: 60, periodSeconds: 1, text: "1 min" },
  { windowSeconds: 300, periodSeconds: 5, text: "5 min" },
  { windowSeconds: 900, periodSeconds: 15, text: "15 min" },
] as const;
const window_ = signal<(typeof windows)[number]>(windows[0]);

const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(darkScheme.matches);
darkScheme.addEventListener("change", ({ matches }) => {
  systemDark.value = matches;
});

export function WindowChoice() {
  return (
    <Segments
      label="Time range"
      choices={windows.map(({ windowSeconds, text }) => ({ value: windowSeconds, text }))}
      value={window_.value.windowSeconds}
      onChoose={(chosen) => {
        window_.value = windows.find(({ windowSeconds }) => windowSeconds === chosen) ?? windows[0];
      }}
    />
  );
}

export interface LabSeries extends DrawnSeries {
  read: Reader;
  statistic: Statistic;
}

/** A metric under its CloudWatch name. */
export interface LabPlotOf {
  title: string;
  unit: string;
  series: readonly LabSeries[];
  format?: (value: number) => string;
}

const statisticNames: Readonly<Record<Statistic, string>> = {
  sum: "Sum",
  maximum: "Maximum",
  minimum: "Minimum",
  latest: "Latest",
};

/** Plots of the lab's seconds. Metrics without a data point in the window share one row that says so. */
export function LabPlots({ plots }: { plots: readonly LabPlotOf[] }) {
  const { windowSeconds, periodSeconds } = window_.value;
  const endSecond = (seconds.value.at(-1)?.second ?? Math.floor(Date.now() / 1000)) + 1;
  const drawn = plots.map((plot) => ({
    plot,
    data: plot.series.map(({ read, statistic }) =>
      seriesOf(seconds.value, read, { statistic, periodSeconds, windowSeconds, endSecond }),
    ),
  }));
  const isEmpty = ({ data }: { data: readonly Series[] }) =>
    data.every(({ values }) => values.every((value) => value === null));
  const empty = drawn.filter(isEmpty);
  return (
    <>
      <div class="plots">
        {drawn
          .filter((one) => !isEmpty(one))
          .map(({ plot, data }) => (
            <LabPlot key={plot.title} plot={plot} data={data} periodSeconds={periodSeconds} />
          ))}
      </div>
      {empty.length > 0 && (
        <dl class="card no-data-row" aria-label="Metrics without data">
          {empty.map(({ plot }) => (
            <div key={plot.title} data-metric={plot.title}>
              <dt>{plot.title}</dt>
              <dd>{noData}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** The summary of a sum is its sum over the window. The summary of anything else is its latest value. */
function LabPlot(props: { plot: LabPlotOf; data: readonly Series[]; periodSeconds: number }) {
  const { plot, data, periodSeconds } = props;
  const { title, unit, format = formatCount } = plot;
  const statistics = new Set(plot.series.map(({ statistic }) => statisticNames[statistic]));
  return (
    <Plot
      title={title}
      statistic={`${[...statistics].join(" and ")}, ${unit}, per ${periodSeconds} s`}
      series={plot.series.map(({ read: _, statistic, ...look }, index) => {
        const own = data[index] ?? { times: [], values: [] };
        return { ...look, data: own, summary: summaryOf(own, statistic, format) };
      })}
      format={format}
      whole={format === formatCount}
      scheme={`${theme.value} ${systemDark.value}`}
    />
  );
}

function summaryOf({ values }: Series, statistic: Statistic, format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return noData;
  }
  if (statistic === "sum") {
    return `${format(known.reduce((all, value) => all + value, 0))} in all`;
  }
  return format(known.at(-1) ?? 0);
}
