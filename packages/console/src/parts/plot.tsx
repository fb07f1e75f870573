import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { noData } from "../format/numbers.ts";
import { formatClock } from "../format/times.ts";
import type { Series } from "../state/series.ts";
import type { DrawnSeries } from "./plot-drawing.ts";

export interface PlotSeries extends DrawnSeries {
  data: Series;
  /** The summary beside the title: the latest value or the sum of the series. */
  summary: string;
}

/**
 * One metric over time, under its CloudWatch name. The cursor shows each value. The drawing code is loaded
 * only when a plot is first shown.
 */
export function Plot(props: {
  title: string;
  statistic: string;
  series: readonly PlotSeries[];
  format: (value: number) => string;
  /** The axis shows counts: no step is smaller than one. */
  whole: boolean;
  /** Changes with the colours, so that the plot is drawn again. */
  scheme: string;
}) {
  const { title, statistic, series, format, whole, scheme } = props;
  const area = useRef<HTMLDivElement>(null);
  const drawing = useRef<{ set: (data: uPlot.AlignedData) => void } | null>(null);
  const data: uPlot.AlignedData = [series[0]?.data.times ?? [], ...series.map((one) => one.data.values)];
  const latest = useRef(data);
  latest.current = data;
  const pointed = useSignal<number | null>(null);
  const shape = series.map(({ label, colour, kind }) => `${label}:${colour}:${kind}`).join();
  useEffect(() => {
    let ended = false;
    let end = () => {};
    import("./plot-drawing.ts").then(({ draw }) => {
      if (ended || area.current === null) {
        return;
      }
      const drawn = draw(area.current, {
        series,
        format,
        whole,
        data: latest.current,
        onPoint: (index) => {
          pointed.value = index;
        },
      });
      drawing.current = drawn;
      end = drawn.end;
    });
    return () => {
      ended = true;
      drawing.current = null;
      end();
    };
  }, [shape, scheme]);

  useEffect(() => drawing.current?.set(data));

  const spoken = series.map(({ label, summary }) => `${label}: ${summary}`).join("; ");
  const span = series[0]?.data.times;
  const at = pointed.value === null ? undefined : span?.[pointed.value];
  /** The text for a series: its value under the cursor, otherwise its summary. */
  const said = ({ data, summary }: PlotSeries) => {
    const value = pointed.value === null ? null : (data.values[pointed.value] ?? null);
    if (at === undefined) {
      return summary;
    }
    return value === null ? noData : format(value);
  };
  return (
    <figure class="card plot" data-metric={title}>
      <figcaption>
        <span class="plot-title">
          <b>{title}</b>
          <span>{at === undefined ? statistic : `at ${formatClock(at * 1000)}`}</span>
        </span>
        <span class="plot-legend">
          {series.map((one) => (
            <span key={one.label}>
              {series.length > 1 && <i class={`plot-key key-${one.colour}`} />}
              {series.length > 1 && `${one.label} `}
              <b>{said(one)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div class="plot-area">
        <div
          ref={area}
          role="img"
          aria-label={`${title}, ${statistic}${span === undefined ? "" : `, since ${formatClock((span[0] ?? 0) * 1000)}`}. ${spoken}`}
        />
      </div>
    </figure>
  );
}
