import { useSignal } from "@preact/signals";
import { type AnswerCounts, answerKinds } from "@soft-landing/shared/answer-kinds";
import type { Mark } from "@soft-landing/shared/lab-api";
import { useEffect, useRef } from "preact/hooks";
import { formatCount } from "../format/numbers.ts";
import { noAnswers, totalOf } from "../state/answers.ts";
import { placeMarks } from "./mark-places.ts";

/** One second of the strip. */
export interface StripColumn {
  at: number;
  counts: AnswerCounts;
  marks: readonly Mark[];
}

/** What users got, one column per second, stacked as in the reports, with a line for each event. */
export function AnswerStrip(props: {
  columns: readonly StripColumn[];
  /** The newest second, at the right edge. */
  end: number;
  spanSeconds: number;
  heightPx: number;
  /** The answers per second at its full height; by default the highest of its own seconds. */
  scale?: number | undefined;
  /** What the strip shows, for people who cannot see it. */
  label: string;
  /** How a second is labelled: a time of day, or seconds since the start. */
  nameOf: (second: number) => string;
  /** How far back the left edge is, in words. */
  since: string;
}) {
  const { end, spanSeconds, heightPx, label, nameOf, since } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const pointedAt = useSignal<number | null>(null);
  useEffect(() => {
    if (frame.current === null) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0);
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [width]);

  const first = end - spanSeconds + 1;
  const columns = props.columns.filter(({ at }) => at >= first && at <= end);
  const highest = Math.max(4, props.scale ?? 0, ...columns.map(({ counts }) => totalOf(counts)));
  const step = width.value / spanSeconds;
  const xOf = (at: number) => (at - first) * step;
  const sums = columns.reduce((all, { counts }) => plus(all, counts), noAnswers);
  const pointed = pointedAt.value === null ? undefined : columns.find(({ at }) => at === pointedAt.value);
  const marks = placeMarks(
    columns.flatMap(({ at, marks }) => marks.map((mark) => ({ ...mark, x: xOf(at) }))),
    width.value,
  );
  return (
    <div class="strip">
      <div class="strip-marks" aria-hidden="true">
        {marks.map(({ text, effect, x, labelled, leftwards }) => (
          <span
            key={`${x} ${text}`}
            class="strip-mark"
            data-effect={effect}
            data-leftwards={leftwards}
            style={{ left: `${x}px` }}
          >
            {labelled && text}
          </span>
        ))}
      </div>
      <div
        class="strip-frame"
        ref={frame}
        style={{ height: `${heightPx}px` }}
        onPointerMove={(event) => {
          const left = event.currentTarget.getBoundingClientRect().left;
          pointedAt.value = first + Math.floor((event.clientX - left) / step);
        }}
        onPointerLeave={() => {
          pointedAt.value = null;
        }}
      >
        <svg width={width.value} height={heightPx} role="img" aria-label={`${label}: ${inWords(sums)}`}>
          {columns.map(({ at, counts }) => (
            <Column key={at} x={xOf(at)} width={step} counts={counts} heightPx={heightPx} scale={highest} />
          ))}
          {pointed !== undefined && (
            <rect class="strip-pointed" x={xOf(pointed.at)} y={0} width={step} height={heightPx} />
          )}
          {marks.map(({ x, text, effect }) => (
            <path key={`${x} ${text}`} class="strip-line" data-effect={effect} d={`M${x} 0V${heightPx}`} />
          ))}
        </svg>
      </div>
      <div class="strip-foot">
        <dl class="answer-legend">
          {answerKinds.map((kind) => (
            <div key={kind} data-kind={kind} data-none={sums[kind] === 0}>
              <dt>
                <Swatch kind={kind} />
                {kind}
              </dt>
              <dd>{formatCount(sums[kind])}</dd>
            </div>
          ))}
        </dl>
        <span class="soft small">
          {pointed === undefined ? since : `${nameOf(pointed.at)}: ${inWords(pointed.counts)}`}
        </span>
      </div>
    </div>
  );
}

/** The colour of a kind, with its hatching, as a small box. */
export function Swatch({ kind }: { kind: (typeof answerKinds)[number] }) {
  return (
    <svg class="swatch" width="11" height="11" aria-hidden="true">
      <rect class={`fill-${kind}`} width="11" height="11" rx="2" />
      {kind === "failed" && <rect class="fill-hatch" width="11" height="11" rx="2" />}
    </svg>
  );
}

function Column(props: { x: number; width: number; counts: AnswerCounts; heightPx: number; scale: number }) {
  const { x, width, counts, heightPx, scale } = props;
  const gap = width > 4 ? 1 : 0.5;
  let bottom = heightPx;
  return (
    <>
      {answerKinds.map((kind) => {
        const height = (counts[kind] / scale) * heightPx;
        if (height === 0) {
          return null;
        }
        bottom -= height;
        const place = { x: x + gap / 2, y: bottom, width: Math.max(0.5, width - gap), height };
        return (
          <g key={kind}>
            <rect class={`fill-${kind}`} {...place} />
            {kind === "failed" && <rect class="fill-hatch" {...place} />}
          </g>
        );
      })}
    </>
  );
}

function plus(a: AnswerCounts, b: AnswerCounts): AnswerCounts {
  return {
    personal: a.personal + b.personal,
    degraded: a.degraded + b.degraded,
    answered: a.answered + b.answered,
    failed: a.failed + b.failed,
  };
}

function inWords(counts: AnswerCounts): string {
  const present = answerKinds.filter((kind) => counts[kind] > 0);
  return present.map((kind) => `${formatCount(counts[kind])} ${kind}`).join(", ") || "no answer";
}
