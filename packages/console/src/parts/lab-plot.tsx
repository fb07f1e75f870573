import { signal } from "@preact/signals";
import { formatCount } from "../format/numbers.ts";
import { type Reader, type Series, type Statistic, seriesOf } from "../state/series.ts";
import { seconds, theme } from "../state/store.ts";
import { Plot } from "./plot.tsx";
import type { DrawnSeries } from "./plot-drawing.ts";
import { Segments } from "./segments.tsx";

/** How far back plots look; one choice for all. The period keeps the bars countable. */
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

const statisticNames: Readonly<Record<Statistic, string>> = {
  sum: "Sum",
  maximum: "Maximum",
  minimum: "Minimum",
  latest: "Latest",
};

/** A plot of the lab's seconds. Sums are summarised by their sum over the window, all else by the latest value. */
export function LabPlot(props: {
  title: string;
  unit: string;
  series: readonly LabSeries[];
  format?: (value: number) => string;
}) {
  const { title, unit, format = formatCount } = props;
  const { windowSeconds, periodSeconds } = window_.value;
  const endSecond = (seconds.value.at(-1)?.second ?? Math.floor(Date.now() / 1000)) + 1;
  const series = props.series.map(({ read, statistic, ...look }) => {
    const data = seriesOf(seconds.value, read, { statistic, periodSeconds, windowSeconds, endSecond });
    return { ...look, data, summary: summaryOf(data, statistic, format) };
  });
  const statistics = new Set(props.series.map(({ statistic }) => statisticNames[statistic]));
  return (
    <Plot
      title={title}
      statistic={`${[...statistics].join(" and ")}, ${unit}, per ${periodSeconds} s`}
      series={series}
      format={format}
      whole={format === formatCount}
      scheme={`${theme.value} ${systemDark.value}`}
    />
  );
}

function summaryOf({ values }: Series, statistic: Statistic, format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return "No data";
  }
  if (statistic === "sum") {
    return `${format(known.reduce((all, value) => all + value, 0))} in all`;
  }
  return format(known.at(-1) ?? 0);
}
