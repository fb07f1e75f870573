import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import type { ComponentChildren, RefObject } from "preact";
import { formatRate, formatShare } from "../format/numbers.ts";
import { totalOf } from "../state/answers.ts";
import type { Story } from "../state/story.ts";
import type { BoxTone, Condition, EdgeUse } from "./condition.ts";
import { type Box, type Edge, type PictureLayout, pathOf } from "./layout.ts";

/** The picture's still part; the dots move in the group `dots`. */
export function Drawing(props: {
  layout: PictureLayout;
  lab: LabSnapshot;
  condition: Condition;
  story: Story;
  dots: RefObject<SVGGElement | null>;
}) {
  const { layout, lab, condition, story, dots } = props;
  return (
    <svg
      width={layout.width}
      height={layout.height}
      role="img"
      aria-label={`Client, load balancer, instances in their zones, table and parameter. ${story.headline} ${story.detail}`}
    >
      <Zones layout={layout} lab={lab} />
      <Edges layout={layout} condition={condition} />
      <ZoneNames layout={layout} lab={lab} />
      <g ref={dots} />
      <ClientBox box={layout.client} condition={condition} />
      <LoadBalancerBox box={layout.loadBalancer} condition={condition} />
      <Instances layout={layout} lab={lab} condition={condition} />
      <NodeBox box={layout.table} tone={condition.table.tone === "ok" ? "plain" : condition.table.tone}>
        <Lines
          box={layout.table}
          lines={[
            { text: "DynamoDB table" },
            { text: fitted(lab.table.name, layout.table.width, 6.9), kind: "minor mono" },
            { text: `${lab.table.items.length} items`, kind: "minor" },
            {
              text: fitted(condition.table.word, layout.table.width, 7.9),
              kind: `tone-${condition.table.tone}`,
            },
          ]}
        />
      </NodeBox>
      <NodeBox
        box={layout.parameter}
        tone={condition.parameter.tone === "ok" ? "plain" : condition.parameter.tone}
      >
        <Lines
          box={layout.parameter}
          lines={[
            { text: "SSM parameter" },
            { text: fitted("RecommendationServiceEnabled", layout.parameter.width, 6.9), kind: "minor mono" },
            {
              text: fitted(lab.parameter.value, layout.parameter.width, 12),
              kind: `big tone-${lab.parameter.value === switchOnValue ? "ok" : "bad"}`,
            },
          ]}
        />
      </NodeBox>
    </svg>
  );
}

function Zones({ layout, lab }: { layout: PictureLayout; lab: LabSnapshot }) {
  return (
    <>
      {layout.zones.map(({ name, x, y, width, height }) => (
        <rect
          key={name}
          class="zone-box"
          data-down={lab.zonesDown.includes(name)}
          x={x}
          y={y}
          width={width}
          height={height}
          rx={9}
        />
      ))}
    </>
  );
}

function ZoneNames({ layout, lab }: { layout: PictureLayout; lab: LabSnapshot }) {
  return (
    <>
      {layout.zones.map(({ name, x, y, width }) => {
        const down = lab.zonesDown.includes(name);
        return (
          <text
            key={name}
            class="zone-name"
            data-down={down}
            x={x + (layout.vertical ? width / 2 : 12)}
            y={y + 19}
            text-anchor={layout.vertical ? "middle" : "start"}
          >
            {name}
            {down && " · lost"}
          </text>
        );
      })}
    </>
  );
}

function Edges({ layout, condition }: { layout: PictureLayout; condition: Condition }) {
  return (
    <>
      {[...layout.parameterEdges].map(([id, edge]) => (
        <Line
          key={`parameter ${id}`}
          edge={edge}
          use={
            condition.instances.get(id)?.read === "idle"
              ? "idle"
              : condition.parameter.tone === "bad"
                ? "broken"
                : "busy"
          }
        />
      ))}
      {[...layout.tableEdges].map(([id, edge]) => (
        <Line key={`table ${id}`} edge={edge} use={condition.instances.get(id)?.read ?? "idle"} />
      ))}
      {[...layout.targetEdges].map(([id, edge]) => (
        <Line key={`target ${id}`} edge={edge} use={condition.instances.get(id)?.reach ?? "idle"} />
      ))}
      <Line edge={layout.clientEdge} use={condition.client} />
    </>
  );
}

function Line({ edge, use }: { edge: Edge; use: EdgeUse }) {
  return <path class="edge" data-use={use} d={pathOf(edge)} />;
}

function ClientBox({ box, condition }: { box: Box; condition: Condition }) {
  const { answers } = condition;
  const total = totalOf(answers);
  const shares = [
    { text: "personal", count: answers.personal, kind: "tone-ok" },
    { text: "degraded", count: answers.degraded, kind: "tone-warn" },
    { text: "failed", count: answers.failed, kind: "tone-bad" },
  ].filter(({ count }) => count > 0);
  return (
    <NodeBox box={box} tone={answers.failed > 0 ? "bad" : answers.degraded > 0 ? "warn" : "plain"}>
      <Lines
        box={box}
        lines={[
          { text: "Client" },
          ...(total === 0
            ? [{ text: "no requests", kind: "minor" }]
            : shares.map(({ text, count, kind }) => ({
                text: `${formatShare(count / total)} ${text}`,
                kind,
              }))),
        ]}
      />
    </NodeBox>
  );
}

function LoadBalancerBox({ box, condition }: { box: Box; condition: Condition }) {
  const bad = condition.elb5xxPerSecond > 0;
  return (
    <NodeBox box={box} tone={bad ? "bad" : "plain"}>
      <Lines
        box={box}
        lines={[
          { text: "Load balancer" },
          { text: formatRate(condition.requestsPerSecond), kind: "big" },
          ...(bad ? [{ text: `5XX ${formatRate(condition.elb5xxPerSecond)}`, kind: "tone-bad" }] : []),
        ]}
      />
    </NodeBox>
  );
}

function Instances({
  layout,
  lab,
  condition,
}: {
  layout: PictureLayout;
  lab: LabSnapshot;
  condition: Condition;
}) {
  const builds = new Map(lab.autoScalingGroup.instances.map(({ id, build }) => [id, build]));
  return (
    <>
      {layout.zones
        .flatMap(({ instances }) => instances)
        .map((box) => {
          const state = condition.instances.get(box.id);
          if (state === undefined) {
            return null;
          }
          const word = <tspan class={`tone-${state.tone}`}>{state.word}</tspan>;
          return (
            <NodeBox key={box.id} box={box} tone={state.tone}>
              {layout.vertical ? (
                <Lines
                  box={box}
                  lines={[
                    { text: fitted(builds.get(box.id) ?? "", box.width, 6.8), kind: "minor" },
                    { text: state.word, kind: `tone-${state.tone}` },
                    { text: formatRate(state.requestsPerSecond), kind: "minor" },
                  ]}
                />
              ) : (
                <>
                  <text x={box.x + 12} y={box.y + 21} class="mono">
                    {fitted(box.id, box.width - 74, 7)}
                  </text>
                  <text x={box.x + 12} y={box.y + 40} class="minor">
                    {builds.get(box.id)} · {word}
                  </text>
                  <text x={box.x + box.width - 12} y={box.y + 21} text-anchor="end" class="minor">
                    {state.requestsPerSecond > 0 ? formatRate(state.requestsPerSecond) : ""}
                  </text>
                </>
              )}
            </NodeBox>
          );
        })}
    </>
  );
}

function NodeBox({ box, tone, children }: { box: Box; tone: BoxTone; children: ComponentChildren }) {
  return (
    <g class="box" data-tone={tone}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
      {children}
    </g>
  );
}

/** Lines of text, centred in a box as a block. */
function Lines({ box, lines }: { box: Box; lines: readonly { text: string; kind?: string }[] }) {
  const heights = lines.map(({ kind }) => (kind?.startsWith("big") ? 27 : 20));
  const total = heights.reduce((all, height) => all + height, 0);
  let y = box.y + (box.height - total) / 2;
  return (
    <>
      {lines.map(({ text, kind }, index) => {
        const height = heights[index] ?? 20;
        y += height;
        return (
          <text key={text} x={box.x + box.width / 2} y={y - height * 0.3} text-anchor="middle" class={kind}>
            {text}
          </text>
        );
      })}
    </>
  );
}

/** Cut in the middle where it would be wider than `width`, at about `characterWidth` pixels each. */
function fitted(text: string, width: number, characterWidth: number): string {
  const room = Math.max(4, Math.floor((width - 16) / characterWidth));
  if (text.length <= room) {
    return text;
  }
  const head = Math.ceil((room - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (room - 1 - head))}`;
}
