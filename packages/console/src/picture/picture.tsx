import { signal, useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { sharesOf } from "../state/shares.ts";
import { seconds } from "../state/store.ts";
import { basisOf } from "../story/basis.ts";
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

/** The system, live. Each second's requests start as dots, few enough to follow. */
export function Picture({ lab }: { lab: LabSnapshot }) {
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
  const shares = sharesOf(lab, seconds.value);
  const sharesShown = shares.length > 1 ? shares : [];
  const shape = JSON.stringify([zones, places, width.value, sharesShown.length]);
  const layout = useMemo(() => layoutPicture(width.value, zones, places, sharesShown.length), [shape]);

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
    const builds = new Map(lab.autoScalingGroup.instances.map(({ id, build }) => [id, build]));
    const packets = packetsOf(newest, (id) => builds.get(id));
    animation.current?.send(
      packets.map((packet) => ({ journey: journeyOf(packet, layout), delayMs: packet.delayMs })),
    );
  }, [newest?.second]);
  useEffect(() => animation.current?.clear(), [shape, moving.value]);

  return (
    <section class="card picture" aria-label="The system">
      <div class="picture-frame" ref={frame}>
        {width.value > 0 && (
          <Drawing
            layout={layout}
            lab={lab}
            shares={sharesShown}
            condition={conditionOf(lab, basisOf(seconds.value))}
            dots={dots}
          />
        )}
      </div>
      <button
        type="button"
        class="quiet small"
        onClick={() => {
          moving.value = !moving.value;
        }}
      >
        {moving.value ? "Pause the animation" : "Animate requests"}
      </button>
    </section>
  );
}
