import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { formatClock } from "../format/times.ts";

export interface DrawnSeries {
  label: string;
  colour: "plain" | "ok" | "warn" | "bad";
  kind: "bars" | "line";
}

const height = 150;
const axisPadding = 16;
/** About the width of an axis label, in pixels. */
const labelWidth = (label: string) => label.length * 6.4;

/** The steps of an axis that shows counts. */
const wholeSteps = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1000, 10_000, 100_000].map((power) => step * power))
  .sort((a, b) => a - b);
const colours: Readonly<Record<DrawnSeries["colour"], string>> = {
  plain: "--accent",
  ok: "--ok-fill",
  warn: "--warn-fill",
  bad: "--bad-fill",
};

/** Draws into `area` with uPlot and follows its width. */
export function draw(
  area: HTMLElement,
  options: {
    series: readonly DrawnSeries[];
    format: (value: number) => string;
    whole: boolean;
    data: uPlot.AlignedData;
    /** The data point under the cursor; null if the cursor is elsewhere. */
    onPoint: (index: number | null) => void;
  },
): { set: (data: uPlot.AlignedData) => void; end: () => void } {
  const css = getComputedStyle(document.documentElement);
  // Custom properties contain light-dark(), which a canvas does not resolve. A computed colour is resolved.
  const probe = document.createElement("span");
  area.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const [line, soft] = [colour("--line"), colour("--ink-soft")];
  const axis: uPlot.Axis = {
    stroke: soft,
    font: `11px ${css.getPropertyValue("--text")}`,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: area.clientWidth,
      height,
      padding: [12, 28, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: "lab" }, y: false, points: { size: 6 } },
      scales: {
        x: { time: true },
        y: {
          range: (_, _minimum, maximum) => [0, Number.isFinite(maximum) && maximum > 0 ? maximum * 1.15 : 1],
        },
      },
      axes: [
        {
          ...axis,
          space: 90,
          grid: { show: false },
          size: 24,
          values: (_, times) => times.map((time) => formatClock(time * 1000)),
        },
        {
          ...axis,
          size: (_, values) => axisPadding + Math.max(0, ...(values ?? []).map(labelWidth)),
          space: 36,
          ...(options.whole && { incrs: wholeSteps }),
          values: (_, values) => values.map(options.format),
        },
      ],
      hooks: { setCursor: [({ cursor }) => options.onPoint(cursor.idx ?? null)] },
      series: [{}, ...options.series.map((series) => lookOf(series, colour(colours[series.colour])))],
    },
    options.data,
    area,
  );
  probe.remove();
  const observer = new ResizeObserver(() => {
    if (area.clientWidth > 0) {
      plot.setSize({ width: area.clientWidth, height });
    }
  });
  observer.observe(area);
  return {
    set: (data) => plot.setData(data),
    end() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function lookOf({ label, kind }: DrawnSeries, colour: string): uPlot.Series {
  const look: uPlot.Series = { label, stroke: colour, width: 1.75, spanGaps: false, points: { show: false } };
  if (kind === "bars" && uPlot.paths.bars) {
    return { ...look, width: 0, fill: colour, paths: uPlot.paths.bars({ size: [0.78, 14], radius: 0.15 }) };
  }
  return look;
}
