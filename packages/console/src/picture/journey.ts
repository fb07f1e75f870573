import type { AnswerKind } from "@soft-landing/shared/answer-kinds";
import { type Edge, type PictureLayout, type Point, pointOn } from "./layout.ts";
import type { Packet } from "./packets.ts";

/** How long a dot takes for one edge. */
export const legMs = 420;

export type DotColour = "asking" | AnswerKind;

interface Leg {
  edge: Edge;
  backwards: boolean;
  colour: DotColour;
}

/** The path of one dot. */
export type Journey = readonly Leg[];

/**
 * The edges that a packet takes, there and back, coloured from the point where its outcome is decided. Empty
 * if the picture does not have the target.
 */
export function journeyOf(packet: Packet, layout: PictureLayout): Journey {
  const { kind, turn, target } = packet;
  const ask: Leg = { edge: layout.clientEdge, backwards: false, colour: "asking" };
  const reply: Leg = { edge: layout.clientEdge, backwards: true, colour: kind };
  if (turn === "load-balancer") {
    return [ask, reply];
  }
  const toTarget = target === null ? undefined : layout.targetEdges.get(target);
  const toTable = target === null ? undefined : layout.tableEdges.get(target);
  if (toTarget === undefined || toTable === undefined) {
    return [];
  }
  const there: Leg = { edge: toTarget, backwards: false, colour: "asking" };
  const back: Leg = { edge: toTarget, backwards: true, colour: kind };
  if (turn === "target") {
    return [ask, there, back, reply];
  }
  return [
    ask,
    there,
    { edge: toTable, backwards: false, colour: "asking" },
    { edge: toTable, backwards: true, colour: kind },
    back,
    reply,
  ];
}

/** Where a dot is `elapsedMs` after its start, and in which colour; undefined once it has arrived. */
export function dotAt(journey: Journey, elapsedMs: number): (Point & { colour: DotColour }) | undefined {
  const index = Math.floor(elapsedMs / legMs);
  const leg = journey[index];
  if (leg === undefined) {
    return undefined;
  }
  const t = eased((elapsedMs - index * legMs) / legMs);
  return { ...pointOn(leg.edge, leg.backwards ? 1 - t : t), colour: leg.colour };
}

function eased(t: number): number {
  return t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
}
