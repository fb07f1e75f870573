import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { noData } from "../format/numbers.ts";
import { formatClock } from "../format/times.ts";
import type { Series } from "../state/series.ts";
import type { DrawnSeries } from "./plot-drawing.ts";

export interface PlotSeries extends DrawnSeries {
  data: Series;
  /** What is said of the series beside the title: its latest value or its sum. */
  summary: string;
}

/**
 * One metric over time, under CloudWatch's name. Where no series has a data point it says so. The drawing itself is
 * loaded only when a plot is first shown.
 */
export function Plot(props: {
  title: string;
  statistic: string;
  series: readonly PlotSeries[];
  format: (value: number) => string;
  /** The axis counts: no step is smaller than one. */
  whole: boolean;
  /** Changes when colours do, so that the drawing is made anew. */
  scheme: string;
}) {
  const { title, statistic, series, format, whole, scheme } = props;
  const area = useRef<HTMLDivElement>(null);
  const drawing = useRef<{ set: (data: uPlot.AlignedData) => void } | null>(null);
  const data: uPlot.AlignedData = [series[0]?.data.times ?? [], ...series.map((one) => one.data.values)];
  const latest = useRef(data);
  latest.current = data;
  const empty = series.every((one) => one.data.values.every((value) => value === null));
  const shape = series.map(({ label, colour, kind }) => `${label}:${colour}:${kind}`).join();
  useEffect(() => {
    let ended = false;
    let end = () => {};
    import("./plot-drawing.ts").then(({ draw }) => {
      if (ended || area.current === null) {
        return;
      }
      const drawn = draw(area.current, { series, format, whole, data: latest.current });
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
  return (
    <figure class="card plot" data-metric={title} data-empty={empty}>
      <figcaption>
        <span class="plot-title">
          <b>{title}</b>
          <span>{statistic}</span>
        </span>
        <span class="plot-legend">
          {series.map(({ label, summary, colour }) => (
            <span key={label}>
              {series.length > 1 && <i class={`plot-key key-${colour}`} />}
              {series.length > 1 && `${label} `}
              <b>{summary}</b>
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
        {empty && <p class="plot-none">{noData}</p>}
      </div>
    </figure>
  );
}
