import { dotAt, type Journey } from "./journey.ts";

const svg = "http://www.w3.org/2000/svg";

/** At most this many dots move at the same time. Further ones are not shown. */
const poolSize = 80;

/** Moves a fixed pool of dots within an SVG group. Draws only while a dot is moving. */
export interface DotAnimation {
  /** Starts dots, each after its delay. */
  send(journeys: readonly { journey: Journey; delayMs: number }[]): void;
  clear(): void;
}

export function animateDots(group: SVGGElement): DotAnimation {
  const idle: SVGCircleElement[] = Array.from({ length: poolSize }, () => {
    const dot = document.createElementNS(svg, "circle");
    dot.setAttribute("r", "4");
    dot.setAttribute("visibility", "hidden");
    group.append(dot);
    return dot;
  });
  let flying: { dot: SVGCircleElement; journey: Journey; startMs: number }[] = [];
  let frame: number | undefined;

  function draw(nowMs: number): void {
    const still: typeof flying = [];
    for (const flight of flying) {
      const elapsedMs = nowMs - flight.startMs;
      const at = elapsedMs < 0 ? null : dotAt(flight.journey, elapsedMs);
      if (at === undefined) {
        land(flight.dot);
        continue;
      }
      still.push(flight);
      if (at === null) {
        continue;
      }
      flight.dot.setAttribute("transform", `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`);
      flight.dot.setAttribute("class", `dot dot-${at.colour}`);
      flight.dot.setAttribute("visibility", "visible");
    }
    flying = still;
    frame = flying.length > 0 ? requestAnimationFrame(draw) : undefined;
  }

  function land(dot: SVGCircleElement): void {
    dot.setAttribute("visibility", "hidden");
    idle.push(dot);
  }

  return {
    send(journeys) {
      const nowMs = performance.now();
      for (const { journey, delayMs } of journeys) {
        const dot = journey.length > 0 ? idle.pop() : undefined;
        if (dot !== undefined) {
          flying.push({ dot, journey, startMs: nowMs + delayMs });
        }
      }
      frame ??= requestAnimationFrame(draw);
    },
    clear() {
      if (frame !== undefined) {
        cancelAnimationFrame(frame);
      }
      frame = undefined;
      for (const { dot } of flying) {
        land(dot);
      }
      flying = [];
    },
  };
}
