import { useSignal } from "@preact/signals";
import { promiseOf, type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { ofStack, writeLab } from "../api/lab-client.ts";
import { formatDuration } from "../format/times.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Badge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { seconds } from "../state/store.ts";

const phases = [
  { id: "evaluating", text: "Evaluate the program" },
  { id: "launching", text: "Launch new instances" },
  { id: "draining", text: "Drain the old ones" },
  { id: "done", text: "Serving" },
] as const;

type Deployment = NonNullable<LabSnapshot["deployment"]>;

/** The move from one build to the other, with its progress. */
export function BuildSwitch({ lab }: { lab: LabSnapshot }) {
  const other = serverBuilds.find((build) => build !== lab.build) ?? serverBuilds[0];
  const chosen = useSignal<ServerBuild | null>(null);
  const build = chosen.value === null || chosen.value === lab.build ? other : chosen.value;
  const { deployment } = lab;
  const underWay = deployment !== null && deployment.endedAt === null;
  return (
    <Card title="Build" aside={<Badge tone="plain">{lab.build} serves</Badge>}>
      {deployment !== null && <Progress deployment={deployment} />}
      <fieldset class="choice" disabled={underWay} aria-label="Build to serve">
        {serverBuilds.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="build"
              value={name}
              checked={name === build}
              onChange={() => {
                chosen.value = name;
              }}
            />
            <b>
              {name}
              {name === lab.build && <span class="soft"> (now)</span>}
            </b>
            <small>{promiseOf(name)}</small>
          </label>
        ))}
      </fieldset>
      <p class="actions switch-actions">
        <ActButton
          primary
          disabled={underWay}
          done={`Moving to ${build}.`}
          act={() => writeLab("POST", ofStack("/api/switch", lab), { build })}
        >
          Switch to {build}
        </ActButton>
        <span class="soft small">
          As <code>pulumi config set build {build}</code> and <code>pulumi up</code> would.
        </span>
      </p>
    </Card>
  );
}

function Progress({ deployment }: { deployment: Deployment }) {
  const reached = phases.findIndex(({ id }) => id === deployment.state);
  const failed = deployment.state === "failed";
  // The lab's clock, by the newest second, goes on only while the lab does.
  const nowMs = Math.max(Date.parse(deployment.startedAt), (seconds.value.at(-1)?.second ?? 0) * 1000);
  const tookMs =
    (deployment.endedAt === null ? nowMs : Date.parse(deployment.endedAt)) - Date.parse(deployment.startedAt);
  return (
    <div class="deployment" data-state={deployment.state}>
      <ol class="phases" aria-label={`Progress of the move to ${deployment.build}`}>
        {phases.map(({ id, text }, index) => {
          const state = phaseState(index, reached, deployment);
          return (
            <li key={id} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              {failed && id === "done" ? "Failed" : text}
            </li>
          );
        })}
      </ol>
      <p class="deployment-message" role="status">
        <b>{deployment.build}:</b> {deployment.message} <span class="soft">{formatDuration(tookMs)}</span>
      </p>
    </div>
  );
}

function phaseState(
  index: number,
  reached: number,
  { state }: Deployment,
): "done" | "now" | "failed" | "next" {
  if (state === "failed") {
    return index === phases.length - 1 ? "failed" : "next";
  }
  if (state === "done" || index < reached) {
    return "done";
  }
  return index === reached ? "now" : "next";
}
