import { signal, useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Card } from "../parts/card.tsx";
import { recentAnswers } from "../state/answers.ts";
import { seconds } from "../state/store.ts";
import type { Story } from "../state/story.ts";
import { animateDots, type DotAnimation } from "./animation.ts";
import { conditionOf } from "./condition.ts";
import { Drawing } from "./drawing.tsx";
import { journeyOf } from "./journey.ts";
import { layoutPicture } from "./layout.ts";
import { packetsOf } from "./packets.ts";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const moving = signal(!calm.matches);
calm.addEventListener("change", ({ matches }) => {
  moving.value = !matches;
});

/** The system, live. Each second's requests set out as dots, few enough to follow. */
export function Picture({ lab, story }: { lab: LabSnapshot; story: Story }) {
  const frame = useRef<HTMLDivElement>(null);
  const dots = useRef<SVGGElement>(null);
  const animation = useRef<DotAnimation | null>(null);
  const width = useSignal(0);

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

  const shown = lab.autoScalingGroup.instances.filter(
    ({ lifecycleState }) => lifecycleState !== "Terminated",
  );
  const zones = lab.autoScalingGroup.availabilityZones;
  const places = [...shown]
    .sort((a, b) => a.launchedAt.localeCompare(b.launchedAt) || a.id.localeCompare(b.id))
    .map(({ id, availabilityZone }) => ({ id, availabilityZone }));
  const shape = JSON.stringify([zones, places, width.value]);
  const layout = useMemo(() => layoutPicture(width.value, zones, places), [shape]);

  useEffect(() => {
    if (dots.current === null || width.value === 0) {
      return;
    }
    animation.current ??= animateDots(dots.current);
  });

  const newest = seconds.value.at(-1);
  useEffect(() => {
    if (newest === undefined || !moving.value || document.hidden) {
      return;
    }
    const packets = packetsOf(newest, recentAnswers(lab, seconds.value, 1));
    animation.current?.send(
      packets.map((packet) => ({ journey: journeyOf(packet, layout), delayMs: packet.delayMs })),
    );
  }, [newest?.second]);
  useEffect(() => animation.current?.clear(), [shape, moving.value]);

  return (
    <Card
      title="The system"
      aside={
        <button
          type="button"
          class="quiet small"
          aria-pressed={!moving.value}
          onClick={() => {
            moving.value = !moving.value;
          }}
        >
          {moving.value ? "Pause the animation" : "Animate requests"}
        </button>
      }
      flush
    >
      <div class="picture-body">
        <div class="picture-frame" ref={frame}>
          {width.value > 0 && (
            <Drawing
              layout={layout}
              lab={lab}
              condition={conditionOf(lab, seconds.value)}
              story={story}
              dots={dots}
            />
          )}
        </div>
        <p class="legend" aria-hidden="true">
          <span>request</span>
          <span class="personal">personal answer</span>
          <span class="degraded">degraded answer</span>
          <span class="failed">failed</span>
        </p>
      </div>
    </Card>
  );
}
