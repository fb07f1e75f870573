import { answerKinds } from "@soft-landing/shared/answer-kinds";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import type { ComponentChildren, RefObject } from "preact";
import { formatRate, formatShare } from "../format/numbers.ts";
import { SwitchToggle } from "../parts/switch-toggle.tsx";
import { hashOf, type Route } from "../routing.ts";
import { totalOf } from "../state/answers.ts";
import { shortName } from "../state/names.ts";
import type { Share } from "../state/shares.ts";
import { Swatch } from "../story/answer-strip.tsx";
import type { BoxTone, Condition, EdgeUse, InstanceCondition } from "./condition.ts";
import { type Box, type Edge, type PictureLayout, pathOf } from "./layout.ts";

/** The picture without its dots, which move in the group `dots`. Boxes are links to their views. */
export function Drawing(props: {
  layout: PictureLayout;
  lab: LabSnapshot;
  /** Of a listener with several target groups. */
  shares: readonly Share[];
  condition: Condition;
  dots: RefObject<SVGGElement | null>;
}) {
  const { layout, lab, shares, condition, dots } = props;
  return (
    <div class="picture-stage" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
      <svg width={layout.width} height={layout.height} aria-hidden="true">
        {layout.zones.map(({ name, x, y, width, height }) => (
          <rect
            key={name}
            class="zone-box"
            data-down={lab.zonesDown.includes(name)}
            {...{ x, y, width, height }}
            rx={8}
          />
        ))}
        <Edges layout={layout} condition={condition} />
        <g ref={dots} />
      </svg>
      <Client box={layout.client} lab={lab} condition={condition} />
      <LoadBalancer box={layout.loadBalancer} shares={shares} condition={condition} />
      {layout.zones.map((zone) => (
        <Zone key={zone.name} zone={zone} lab={lab} condition={condition} vertical={layout.vertical} />
      ))}
      <Node box={layout.table} tone={condition.table.disturbed ? "bad" : "plain"}>
        <Door to={{ view: "faults", tab: null }} name="DynamoDB table" />
        <code>{lab.table.name}</code>
        <small>{lab.table.items.length} items</small>
        <small class={condition.table.disturbed ? "tone-bad" : ""}>{condition.table.word}</small>
      </Node>
      <Node box={layout.parameter} tone={condition.parameter.disturbed ? "bad" : "plain"}>
        <Door to={{ view: "parameter-store", tab: null }} name="SSM parameter" />
        <code>{shortName(lab.parameter.name)}</code>
        <SwitchToggle lab={lab} />
        {condition.parameter.disturbed && <small class="tone-bad">{condition.parameter.word}</small>}
      </Node>
    </div>
  );
}

function Edges({ layout, condition }: { layout: PictureLayout; condition: Condition }) {
  const lines = [
    ...all(layout.parameterEdges, condition, "parameter"),
    ...all(layout.tableEdges, condition, "table"),
    ...all(layout.targetEdges, condition, "reach"),
    { key: "client", edge: layout.clientEdge, use: condition.client },
  ];
  // What is broken is drawn last, on top of everything else.
  const order: readonly EdgeUse[] = ["idle", "busy", "degraded", "broken"];
  return (
    <>
      {lines
        .toSorted((a, b) => order.indexOf(a.use) - order.indexOf(b.use))
        .map(({ key, edge, use }) => (
          <path key={key} class="edge" data-use={use} d={pathOf(edge)} />
        ))}
    </>
  );
}

function all(
  edges: ReadonlyMap<string, Edge>,
  { instances }: Condition,
  which: "reach" | "table" | "parameter",
): { key: string; edge: Edge; use: EdgeUse }[] {
  return [...edges].map(([id, edge]) => ({
    key: `${which} ${id}`,
    edge,
    use: instances.get(id)?.[which] ?? "idle",
  }));
}

const clientTones: Readonly<Record<EdgeUse, BoxTone>> = {
  idle: "plain",
  busy: "plain",
  degraded: "warn",
  broken: "bad",
};

function Client({ box, lab, condition }: { box: Box; lab: LabSnapshot; condition: Condition }) {
  const { counts } = condition;
  const total = totalOf(counts);
  return (
    <Node box={box} tone={clientTones[condition.client]}>
      <a class="door" href={lab.pageUrl} target="_blank" rel="noreferrer">
        Users
      </a>
      {total === 0 && <small>no answers</small>}
      {answerKinds
        .filter((kind) => counts[kind] > 0)
        .map((kind) => (
          <small key={kind}>
            <Swatch kind={kind} /> {formatShare(counts[kind] / total)} {kind}
          </small>
        ))}
    </Node>
  );
}

function LoadBalancer(props: { box: Box; shares: readonly Share[]; condition: Condition }) {
  const { box, shares, condition } = props;
  const bad = condition.failedPerSecond > 0;
  return (
    <Node box={box} tone={bad ? "bad" : "plain"}>
      <Door to={{ view: "load-balancer", tab: null }} name="Load balancer" />
      <b class="big">{formatRate(condition.answersPerSecond)}</b>
      {bad && <small class="tone-bad">{formatRate(condition.failedPerSecond)} failed</small>}
      {shares.map(({ group, measured }) => (
        <small key={group.arn} class="node-share">
          <b>{group.build}</b>
          <br />
          weight {group.weight}
          {measured !== undefined && ` · ${formatShare(measured)}`}
        </small>
      ))}
    </Node>
  );
}

function Zone(props: {
  zone: PictureLayout["zones"][number];
  lab: LabSnapshot;
  condition: Condition;
  vertical: boolean;
}) {
  const { zone, lab, condition, vertical } = props;
  const down = lab.zonesDown.includes(zone.name);
  const builds = new Map(lab.autoScalingGroup.instances.map(({ id, build }) => [id, build]));
  const oneBuild = new Set(builds.values()).size <= 1;
  return (
    <>
      <span
        class="zone-name"
        data-down={down}
        style={{ left: `${zone.x}px`, top: `${zone.y}px`, width: `${zone.width}px` }}
      >
        {vertical ? zone.name.slice(-2) : zone.name}
        {down && " lost"}
      </span>
      {zone.instances.map((box) => {
        const state = condition.instances.get(box.id);
        return state === undefined ? null : (
          <Instance
            key={box.id}
            box={box}
            build={vertical && oneBuild ? null : (builds.get(box.id) ?? null)}
            state={state}
          />
        );
      })}
    </>
  );
}

function Instance({
  box,
  build,
  state,
}: {
  box: Box & { id: string };
  /** Null if there is no room for it and all instances have the same build. */
  build: string | null;
  state: InstanceCondition;
}) {
  return (
    <Node box={box} tone={state.tone} kind="instance">
      <Door to={{ view: "target-group", tab: null }} name={box.id} code />
      <span class="node-rate">{state.answersPerSecond > 0 ? formatRate(state.answersPerSecond) : ""}</span>
      <small class="node-state">
        <span class={`tone-${state.tone}`}>{state.word}</span>
        {build !== null && ` · ${build}`}
      </small>
    </Node>
  );
}

/** The name of a box, as a link that covers the whole box. */
function Door({ to, name, code = false }: { to: Route; name: string; code?: boolean }) {
  return (
    <a class={code ? "door code" : "door"} href={hashOf(to)}>
      {name}
    </a>
  );
}

function Node(props: { box: Box; tone: BoxTone; kind?: "instance"; children: ComponentChildren }) {
  const { box, tone, kind, children } = props;
  const place = {
    left: `${box.x}px`,
    top: `${box.y}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
  };
  return (
    <div class="node" data-tone={tone} data-kind={kind} style={place}>
      {children}
    </div>
  );
}
